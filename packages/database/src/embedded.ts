import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import pg from 'pg';
import { choosePort } from './embedded/choose-port.ts';
import { claimDirectory, ownerOf } from './embedded/claim-directory.ts';
import { EmbeddedFailure } from './embedded/embedded-failure.ts';
import { initialiseCluster, readPassword, SUPERUSER } from './embedded/initialise-cluster.ts';
import { keepRunning } from './embedded/keep-running.ts';
import { elsewhereOf, type Placement, place } from './embedded/placement.ts';
import {
  argumentsOf,
  findPostmaster,
  type Postmaster,
  startPostmaster,
  stopPostmaster,
  withoutPort,
} from './embedded/postmaster.ts';

export { EmbeddedFailure, type EmbeddedFailureCode } from './embedded/embedded-failure.ts';

export interface EmbeddedOptions {
  /** A folder of its own; made if it is not there. */
  readonly dataDir: string;
  /** A port of 127.0.0.1; any free one (or the one of an adopted server) unless given. */
  readonly port?: number;
  readonly log: (message: string) => void;
  /** False for tests alone: a crash of the machine may cost the data. */
  readonly durable?: boolean;
}

export interface Embedded {
  /** The URL of a database of this server, with user and password. The database need not exist yet. */
  url(database: string): string;
  readonly port: number;
  /** The data folder's absolute path. */
  readonly dataDir: string;
  /** The number of the server's process now: it changes when a killed one was started again. */
  readonly pid: number;
  /** Whether a server was found running from an earlier process, and taken over. */
  readonly adopted: boolean;
  /** Ends the server after `graceMs` (10,000 unless given) at the latest. Again and again does no harm. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts PostgreSQL on a data folder, or takes over the server that a killed process left running on it. It is
 * watched, and started again on the same port should it be killed. Throws EmbeddedFailure.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const placement = await place(resolve(options.dataDir), options.log);
  const claim = claimDirectory(placement.directory);
  try {
    initialiseCluster(placement, { durable: options.durable ?? true, log: options.log });
    return await runServer(placement, options, claim);
  } catch (error) {
    claim.release();
    throw error;
  }
}

/** Stops what runs on a data folder and removes it, with what was put elsewhere. Throws while a process uses it. */
export async function removeEmbedded(dataDir: string): Promise<void> {
  const directory = resolve(dataDir);
  const owner = ownerOf(directory);
  if (owner) {
    throw new EmbeddedFailure(
      'DATA_DIRECTORY_IN_USE',
      `The data folder ${directory} is in use by the process ${owner.pid}: stop that one first.`,
    );
  }
  const elsewhere = elsewhereOf(directory);
  for (const home of [directory, elsewhere]) {
    if (home === undefined) continue;
    const running = findPostmaster(resolve(home, 'cluster'));
    if (running) await stopPostmaster(resolve(home, 'cluster'), running.pid, 5_000);
    rmSync(home, { recursive: true, force: true });
  }
}

async function runServer(
  placement: Placement,
  options: EmbeddedOptions,
  claim: { release(): void },
): Promise<Embedded> {
  const password = readPassword(placement);
  const args = serverArguments(placement.cluster, options.durable ?? true);
  const adopted = await adopt(placement, options, args, password);
  const first = adopted ?? (await start(placement, options, args));
  const guard = keepRunning(first, options.log, (port) => startPostmaster(placement, args, port));
  let stopping: Promise<void> | undefined;
  return {
    port: first.port,
    dataDir: placement.directory,
    adopted: adopted !== undefined,
    get pid() {
      return guard.current().pid;
    },
    url: (database) => urlFor(password, first.port, database),
    stop: (graceMs = 10_000) => {
      stopping ??= guard
        .end()
        .then((last) => stopPostmaster(placement.cluster, last.pid, graceMs))
        .finally(claim.release);
      return stopping;
    },
  };
}

/** Only this machine reaches it, and only with the password: TCP on loopback with SCRAM, no socket file. */
function serverArguments(cluster: string, durable: boolean): string[] {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=300'];
  settings.push(
    'shared_buffers=128MB',
    'timezone=UTC',
    'jit=off',
    'log_checkpoints=off',
    'update_process_title=off',
  );
  if (!durable) {
    settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off');
    settings.push('wal_level=minimal', 'max_wal_senders=0', 'io_method=sync', 'max_wal_size=4GB');
  }
  return ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])];
}

async function adopt(
  placement: Placement,
  options: EmbeddedOptions,
  args: readonly string[],
  password: string,
): Promise<Postmaster | undefined> {
  const running = findPostmaster(placement.cluster);
  if (!running) return undefined;
  const wished = options.port === undefined || options.port === running.port;
  const fits = wished && argumentsOf(running) === withoutPort(args.join(' '));
  if (
    fits &&
    running.ready &&
    (await answers(urlFor(password, running.port, 'postgres'), placement.cluster))
  ) {
    options.log(
      `Took over the PostgreSQL (process ${running.pid}) that an earlier run left on port ${running.port}.`,
    );
    return running;
  }
  options.log(`Stopping the PostgreSQL (process ${running.pid}) that an earlier run left.`);
  await stopPostmaster(placement.cluster, running.pid, 5_000);
  return undefined;
}

async function answers(url: string, cluster: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 3_000,
    query_timeout: 3_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query("select current_setting('data_directory') as directory");
    return rows[0]?.directory === cluster;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function start(
  placement: Placement,
  options: EmbeddedOptions,
  args: readonly string[],
): Promise<Postmaster> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(options.port, placement.directory);
    try {
      return await startPostmaster(placement, args, port);
    } catch (error) {
      // Between choosing a free port and using it somebody else may have taken it.
      const retry = options.port === undefined && attempt < 4 && error instanceof EmbeddedFailure;
      if (!retry || error.code !== 'PORT_TAKEN') throw error;
    }
  }
}

function urlFor(password: string, port: number, database: string): string {
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}
