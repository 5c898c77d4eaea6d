import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedFailure } from './embedded-failure.ts';
import { identify, isSame, type ProcessIdentity } from './process-identity.ts';

const FILE = 'owner.json';

/** Makes this process the one that runs the server in `directory`. Throws DATA_DIRECTORY_IN_USE while another does. */
export function claimDirectory(directory: string): { release(): void } {
  const file = join(directory, FILE);
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)));
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      // A link appears at once with its content, or not at all.
      if (tryLink(mine, file)) return { release: () => rmSync(file, { force: true }) };
      dropAbandoned(file, directory);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  throw new EmbeddedFailure(
    'DATA_DIRECTORY_IN_USE',
    `Several processes are starting in ${directory} at once: start again.`,
  );
}

/** The living process that runs the server there, if any. */
export function ownerOf(directory: string): ProcessIdentity | undefined {
  const owner = readOwner(join(directory, FILE));
  return owner && isSame(owner) ? owner : undefined;
}

function dropAbandoned(file: string, directory: string): void {
  const owner = readOwner(file);
  if (owner && isSame(owner)) {
    throw new EmbeddedFailure(
      'DATA_DIRECTORY_IN_USE',
      `The data folder ${directory} is in use by the process ${owner.pid}: stop that one first, or choose another folder.`,
    );
  }
  // Renamed before it is removed, so that of two processes that see it abandoned one alone takes it away.
  const taken = `${file}.abandoned.${process.pid}`;
  try {
    renameSync(file, taken);
  } catch {
    return;
  }
  const moved = readOwner(taken);
  if (moved && isSame(moved)) tryLink(taken, file);
  rmSync(taken, { force: true });
}

function readOwner(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
