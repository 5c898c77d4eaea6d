import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import type { DistributedOptions } from './distributed-options.ts';
import { endLeftovers } from './end-leftovers.ts';
import type { Variables } from './interpolate.ts';
import type { RunningProcess } from './keep-replica.ts';
import { claimNetwork } from './network.ts';
import { planRun } from './plan-run.ts';
import { readCompose } from './read-compose.ts';
import { Run } from './run.ts';
import { startOrder } from './start-order.ts';
import { takeFolder } from './take-folder.ts';

export type { DistributedOptions } from './distributed-options.ts';

export interface RunningDistributed {
  /** Where clients ask: the proxy, or without it the first gateway. */
  readonly url: string;
  /** Where the mail that was sent can be read; undefined if the file has no such service. */
  readonly mailUrl: string | undefined;
  /** `host:port,…` of the brokers; undefined if the file has none. */
  readonly kafka: string | undefined;
  readonly processes: readonly RunningProcess[];
  /** Services of the file that this machine has nothing for. */
  readonly notStarted: readonly string[];
  /** The setting of a service as its first replica got it, e.g. a database's URL. */
  setting(service: string, name: string): string | undefined;
  /** In reverse order of the start. */
  stop(): Promise<void>;
  /** At once, with nothing saved that is not saved yet. */
  kill(): void;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * The services of docker-compose.yml as processes of this machine; resolves when all of them are up and healthy.
 * Rejects with what is wrong and where the log is, after stopping what had been started.
 */
export async function startDistributed(options: DistributedOptions): Promise<RunningDistributed> {
  const composeFile = resolve(options.composeFile ?? `${root}docker-compose.yml`);
  const folder = dirname(composeFile);
  const variables = await readVariables(options.envFile ?? resolve(folder, '.env'), options.variables);
  const file = readCompose(await readComposeFile(composeFile), variables);
  const dataDir = resolve(options.dataDir);
  startOrder([...file.ours.values(), ...file.foreign.values()]);
  const commands = new Map([...file.ours.values()].map(({ name, command }) => [name, command]));
  const network = await claimNetwork();
  const leaveFolder = await takeFolder(dataDir, network).catch((error) => {
    network.release();
    throw error;
  });
  await endLeftovers(resolve(dataDir, 'run'), commands, options.log);
  const run = new Run({ ...options, dataDir, folder }, file, planRun(file, network, options.replicas));
  // Whatever ends this process: its children are in groups of their own and would live on.
  const kill = () => run.kill();
  process.once('exit', kill);
  const stop = async () => {
    await run.stop();
    await leaveFolder();
    network.release();
    process.off('exit', kill);
  };
  try {
    await Promise.race([run.start(), aborted(options.signal)]);
    return {
      ...{ url: run.url(), mailUrl: run.mailUrl(), kafka: run.kafka() },
      ...{ processes: run.processes(), notStarted: run.notStarted },
      setting: (service, name) => run.settingsOf(service)[name],
      stop,
      kill,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function aborted(signal?: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function readComposeFile(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The compose file ${path} cannot be read (${error.code}).`);
  });
}

async function readVariables(path: string, given: Variables = {}): Promise<Variables> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return { ...parseEnv(text), ...given };
}
