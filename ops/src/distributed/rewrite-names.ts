/** Where a service is reached from this machine: `host:port`, several with commas; `absent` when it is not started. */
export type Lookup = (service: string, port: number) => string | 'absent' | undefined;

/** `name:port` at the beginning, after `//`, `@`, `,`, `=` or a blank, and no user with a password. */
const REFERENCE = /(?<=^|[\s,=@]|\/\/)([a-z][a-z0-9_.-]*):(\d+)(?![\w.@])/g;

/** Every `name:port` in a text that the file's services could be meant by. */
export function namesIn(text: string): { name: string; port: number }[] {
  return [...text.matchAll(REFERENCE)].map(([, name, port]) => ({ name: name ?? '', port: Number(port) }));
}

/**
 * Settings of one replica: names of services become addresses, `0.0.0.0` alone (listen everywhere) the replica's own
 * address. A setting that names a service which is not started is left out.
 */
export function rewriteSettings(
  environment: Readonly<Record<string, string>>,
  lookup: Lookup,
  ownAddress: string,
): Record<string, string> {
  const kept = Object.entries(environment).filter(
    ([, value]) => !namesIn(value).some(({ name, port }) => lookup(name, port) === 'absent'),
  );
  return Object.fromEntries(
    kept.map(([name, value]) => [name, value === '0.0.0.0' ? ownAddress : rewrite(value, lookup)]),
  );
}

function rewrite(text: string, lookup: Lookup): string {
  return text.replace(REFERENCE, (whole, name: string, port: string) => lookup(name, Number(port)) ?? whole);
}

/** The words of a health check, which asks the container it runs in: its loopback is the replica's own address. */
export function rewriteOwnAddress(command: readonly string[], ownAddress: string): string[] {
  return command.map((word) => word.replaceAll(/\b(?:127\.0\.0\.1|localhost)\b/g, ownAddress));
}
