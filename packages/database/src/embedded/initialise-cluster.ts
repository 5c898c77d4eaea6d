import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EmbeddedFailure, explainStart } from './embedded-failure.ts';
import type { Placement } from './placement.ts';
import { MAJOR_VERSION, SERVER_ENVIRONMENT } from './server-binaries.ts';

/** The superuser of an embedded server. */
export const SUPERUSER = 'lastmile';

/** Makes the data directory unless it is there. Throws NOT_A_DATA_DIRECTORY, OTHER_MAJOR_VERSION, DISK_FULL … */
export function initialiseCluster(
  placement: Placement,
  { durable, log }: { durable: boolean; log: (message: string) => void },
): void {
  if (existsSync(placement.cluster) && readdirSync(placement.cluster).length > 0) {
    checkCluster(placement);
    return;
  }
  log(`Making a PostgreSQL ${MAJOR_VERSION} data directory in ${placement.cluster} …`);
  // Made beside and then renamed: a process that is killed meanwhile leaves nothing that looks finished. Its initdb may
  // live on for a second and goes on writing, so that each attempt has a name of its own.
  const fresh = `${placement.cluster}.new-${randomBytes(4).toString('hex')}`;
  try {
    removeAbandoned(placement.cluster);
    mkdirSync(fresh, { mode: 0o700 });
    writeFileSync(placement.passwordFile, randomBytes(32).toString('hex'), { mode: 0o600 });
    giveAway(placement, fresh, placement.passwordFile);
    runInitdb(placement, fresh, durable);
    rmSync(placement.cluster, { recursive: true, force: true });
    renameSync(fresh, placement.cluster);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw error instanceof EmbeddedFailure
      ? error
      : explainStart(String(error), { directory: placement.directory });
  }
}

/** What is still being written to stays for the next time; it is in nobody's way. */
function removeAbandoned(cluster: string): void {
  const abandoned = readdirSync(dirname(cluster)).filter((name) =>
    name.startsWith(`${basename(cluster)}.new`),
  );
  for (const name of abandoned) {
    try {
      rmSync(join(dirname(cluster), name), { recursive: true, force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
    }
  }
}

export function readPassword(placement: Placement): string {
  try {
    return readFileSync(placement.passwordFile, 'utf8').trim();
  } catch (error) {
    throw new EmbeddedFailure(
      'NOT_A_DATA_DIRECTORY',
      `${placement.passwordFile} with the server's password is missing: put it back, or remove the data folder ${placement.directory} and start anew.`,
      error,
    );
  }
}

function checkCluster({ cluster, directory }: Placement): void {
  let version: string;
  try {
    version = readFileSync(`${cluster}/PG_VERSION`, 'utf8').trim();
  } catch (error) {
    throw new EmbeddedFailure(
      'NOT_A_DATA_DIRECTORY',
      `${cluster} is not a PostgreSQL data directory (it has no PG_VERSION): remove it or choose another data folder.`,
      error,
    );
  }
  if (version !== MAJOR_VERSION) {
    throw new EmbeddedFailure(
      'OTHER_MAJOR_VERSION',
      `The data in ${directory} was made by PostgreSQL ${version}, this is ${MAJOR_VERSION}: choose another folder, or bring the data over with pg_dump of that version.`,
    );
  }
}

function giveAway({ account }: Placement, ...paths: string[]): void {
  if (account) for (const path of paths) chownSync(path, account.uid, account.gid);
}

/**
 * A long random password gains nothing from many SCRAM rounds, and each new connection would pay for them.
 * The builtin C.UTF-8 locale sorts by code point and knows upper and lower case, the same on every machine.
 */
function runInitdb(placement: Placement, cluster: string, durable: boolean): void {
  const { binaries, passwordFile, account, directory } = placement;
  const args = [`--pgdata=${cluster}`, `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`];
  args.push('--auth=scram-sha-256', '--set=scram_iterations=64');
  args.push('--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  args.push('--no-instructions', ...(durable ? [] : ['--no-sync']));
  const result = spawnSync(binaries.initdb, args, {
    ...account,
    cwd: dirname(cluster),
    env: SERVER_ENVIRONMENT,
    encoding: 'utf8',
  });
  if (result.status === 0) return;
  throw explainStart(`${result.error ?? ''}\n${result.stdout ?? ''}\n${result.stderr ?? ''}`, { directory });
}
