import { createHash } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EmbeddedFailure, explainStart } from './embedded-failure.ts';
import { binariesIn, findBinaries, type ServerBinaries } from './server-binaries.ts';
import { type Account, canEnter, unprivilegedAccount } from './unprivileged-user.ts';

/** Where everything of one embedded server lies. */
export interface Placement {
  /** What the caller named. Ours: owner.json, elsewhere.json. */
  readonly directory: string;
  /** PostgreSQL's own data directory. */
  readonly cluster: string;
  readonly passwordFile: string;
  readonly logFile: string;
  readonly binaries: ServerBinaries;
  readonly account: Account | undefined;
}

const ELSEWHERE = 'elsewhere.json';
/** Survives a restart of the machine, unlike /tmp, and every user can enter it. */
const ELSEWHERE_ROOT = '/var/lib/lastmile';
const OURS = /^(cluster|cluster\.new.*|password|server\.log|owner\.json.*|elsewhere\.json)$/;

/**
 * Makes `directory` if needed and decides where data and binaries go: there, unless the server's user cannot enter it;
 * then into a folder of its own below /var/lib/lastmile, said in the log and recorded for `removeEmbedded`.
 */
export async function place(directory: string, log: (message: string) => void): Promise<Placement> {
  const real = makeDirectory(directory);
  const binaries = await findBinaries();
  const account = unprivilegedAccount(log);
  if (!account) return placementIn(real, real, binaries, undefined);
  const home = placeHome(real, account, log);
  const usable = canEnter(account, binaries.home, false)
    ? binaries
    : copyBinaries(binaries, real, account, log);
  return placementIn(real, home, usable, account);
}

/** The folder outside `directory` that holds its data or binaries, if there is one. */
export function elsewhereOf(directory: string): string | undefined {
  try {
    const { path } = JSON.parse(readFileSync(join(directory, ELSEWHERE), 'utf8')) as { path?: unknown };
    return typeof path === 'string' && path.startsWith(`${ELSEWHERE_ROOT}/`) ? path : undefined;
  } catch {
    return undefined;
  }
}

function makeDirectory(directory: string): string {
  try {
    mkdirSync(directory, { recursive: true });
    const entries = readdirSync(directory);
    const foreign = entries.filter((entry) => !OURS.test(entry));
    if (foreign.length > 0) {
      throw new EmbeddedFailure(
        'NOT_A_DATA_DIRECTORY',
        `The folder ${directory} holds other things (${foreign.slice(0, 3).join(', ')}): choose an empty or a new folder for the data.`,
      );
    }
    const probe = join(directory, `owner.json.probe.${process.pid}`);
    writeFileSync(probe, 'can be written');
    rmSync(probe);
    return realpathSync(directory);
  } catch (error) {
    if (error instanceof EmbeddedFailure) throw error;
    if (/ENOTDIR|EEXIST/.test(String(error))) {
      throw new EmbeddedFailure(
        'NOT_A_DATA_DIRECTORY',
        `${directory} is not a folder: choose another path for the data.`,
      );
    }
    throw explainStart(String(error), { directory });
  }
}

function placementIn(
  directory: string,
  home: string,
  binaries: ServerBinaries,
  account: Account | undefined,
): Placement {
  return {
    directory,
    cluster: join(home, 'cluster'),
    passwordFile: join(home, 'password'),
    logFile: join(home, 'server.log'),
    binaries,
    account,
  };
}

function placeHome(directory: string, account: Account, log: (message: string) => void): string {
  const recorded = elsewhereOf(directory);
  if (recorded && existsSync(join(recorded, 'cluster'))) return recorded;
  chownSync(directory, account.uid, account.gid);
  if (canEnter(account, directory, true)) return directory;
  const home = makeElsewhere(directory, account);
  log(
    `The data goes to ${home}, since the user "postgres" cannot enter ${directory}; "npm run reset" removes both.`,
  );
  return home;
}

function makeElsewhere(directory: string, account: Account): string {
  const mark = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  const home = join(ELSEWHERE_ROOT, `${basename(directory).replace(/^\.+/, '')}-${mark}`);
  try {
    mkdirSync(home, { recursive: true, mode: 0o755 });
    chownSync(home, account.uid, account.gid);
    writeFileSync(join(directory, ELSEWHERE), JSON.stringify({ path: home }));
  } catch (error) {
    throw explainStart(String(error), { directory: home });
  }
  return home;
}

function copyBinaries(
  from: ServerBinaries,
  directory: string,
  account: Account,
  log: (message: string) => void,
): ServerBinaries {
  const { version } = JSON.parse(readFileSync(join(dirname(from.home), 'package.json'), 'utf8')) as {
    version: string;
  };
  const home = join(makeElsewhere(directory, account), `postgresql-${version}`);
  if (!existsSync(home)) {
    log(`PostgreSQL's binaries are copied to ${home}, since the user "postgres" cannot enter ${from.home}.`);
    // Links keep their own words: an absolute one would lead back to where the user cannot go.
    cpSync(from.home, `${home}.new`, { recursive: true, verbatimSymlinks: true, force: true });
    renameSync(`${home}.new`, home);
  }
  return binariesIn(home);
}
