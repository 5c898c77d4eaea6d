import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { EmbeddedFailure } from './embedded-failure.ts';

/** Whom the server runs as: PostgreSQL refuses to run as root. Undefined when we are not root and run it ourselves. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const NAME = 'postgres';

/** The account `postgres`, created if this machine has none. Undefined if this process is not root. */
export function unprivilegedAccount(log: (message: string) => void): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const known = lookUp(NAME);
  if (known) return known;
  const created = spawnSync(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', NAME],
    { encoding: 'utf8' },
  );
  const account = lookUp(NAME);
  if (!account) {
    throw new EmbeddedFailure(
      'NO_UNPRIVILEGED_USER',
      `PostgreSQL does not run as root, and no user "${NAME}" could be created (${created.stderr?.trim() || created.error?.message}): run this as an ordinary user, or create the user "${NAME}".`,
    );
  }
  log(`Created the system user "${NAME}", since PostgreSQL does not run as root.`);
  return account;
}

function lookUp(name: string): Account | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** Whether this account can enter `directory` and, if asked, write there. */
export function canEnter(account: Account, directory: string, write: boolean): boolean {
  const script = write ? 'cd -- "$1" && test -w .' : 'cd -- "$1" && test -r .';
  return (
    spawnSync('/bin/sh', ['-c', script, 'sh', directory], { ...account, cwd: '/', stdio: 'ignore' })
      .status === 0
  );
}
