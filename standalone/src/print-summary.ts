import type { DemoAccess } from './demo/load-demo.ts';

export interface Summary {
  readonly url: string;
  readonly dataDir: string;
  readonly demo: DemoAccess | undefined;
  readonly seconds: number;
}

/** Where to look, and what to try: printed when everything answers. */
export function printSummary({ url, dataDir, demo, seconds }: Summary): void {
  const lines = [
    '',
    `Ready after ${seconds.toFixed(1)} s.`,
    '',
    `  GraphQL    ${url}/graphql   (in a browser: GraphiQL)`,
  ];
  lines.push(`  Mail       ${url}/mail      (letters that were sent)`);
  lines.push(`  Data       ${dataDir}   (npm run reset removes it)`, '');
  if (demo) lines.push(...demoLines(demo));
  console.log(lines.join('\n'));
}

function demoLines(demo: DemoAccess): string[] {
  const lines = ['Sign in as'];
  const widest = Math.max(...demo.accounts.map(({ email }) => email.length));
  for (const { role, email, password } of demo.accounts)
    lines.push(`  ${role.padEnd(10)} ${email.padEnd(widest)}   ${password}`);
  const { name, key, page } = demo.partner;
  lines.push('', `A partner's key, for ${page}`, `  ${name}   ${key}`);
  lines.push('', 'Three things to try in GraphiQL', '');
  for (const { about, operation } of demo.queries) lines.push(`# ${about}`, operation, '');
  return lines;
}
