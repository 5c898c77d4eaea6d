import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Log } from '@lastmile/telemetry/log';
import { type BrokerProcess, endOrphan, findOrphan, startBroker } from './broker-process.ts';
import { type ClusterFolder, makeDataFolder, openCluster } from './cluster-folder.ts';
import { fetchKafka } from './fetch-kafka.ts';
import { findKafka } from './find-kafka.ts';
import { isAlive } from './leftover-process.ts';
import { withLock } from './lock-file.ts';
import { waitForKafka } from './wait-for-kafka.ts';

export interface KafkaOptions {
  brokers: 1 | 3;
  /** Kept over restarts: topics, offsets, cluster id, ports. */
  dataDir: string;
  /** Brokers listen at it and the ports after it, controllers 100 above. Absent: free ports, the same ones on a restart. */
  portBase?: number | undefined;
  /** Folder of the jars; default `.lastmile/kafka-lib` of the checkout. */
  libraryDir?: string | undefined;
  /** Until every coordinator answers; default 90,000. */
  readyTimeoutMs?: number | undefined;
  log?: Log | undefined;
}

export interface RunningKafka {
  /** `127.0.0.1:<port>` of each broker, in the order of their indices. */
  readonly bootstrap: string[];
  /** Sends a signal to one broker (index from 0) and waits for its end if the signal ends it. */
  kill(brokerIndex: number, signal: NodeJS.Signals): Promise<void>;
  /** Starts a broker that was killed, or stops and starts it; resolves when the whole cluster is ready again. */
  restart(brokerIndex: number): Promise<void>;
  stop(): Promise<void>;
}

const STOP_MS = 10_000;

/**
 * A real Kafka cluster on this machine, ready for producers, groups and transactions.
 * Rejects with what to do when Java is missing, a port is taken, the folder is in use or cannot be written to.
 */
export async function startKafka(options: KafkaOptions): Promise<RunningKafka> {
  const found = findKafka();
  if (!found.available) throw new Error(found.why);
  const dataDir = resolve(options.dataDir);
  const libraryDir = await fetchKafka({ libraryDir: options.libraryDir, log: options.log });
  await makeDataFolder(dataDir);
  return withLock(join(dataDir, 'start.lock'), async () => {
    await endOrphans(dataDir, options.log);
    const cluster = await openCluster(dataDir, options.brokers, options.portBase);
    await writeFile(join(dataDir, 'owner.pid'), String(process.pid));
    return startCluster({ ...options, dataDir }, cluster, libraryDir);
  });
}

/** Another process's brokers on this folder are refused; those whose owner is gone are ended. */
async function endOrphans(dataDir: string, log?: Log): Promise<void> {
  const owner = Number(await readFile(join(dataDir, 'owner.pid'), 'utf8').catch(() => ''));
  for (const index of [0, 1, 2]) {
    const pid = await findOrphan(dataDir, index);
    if (pid === undefined) continue;
    if (owner > 0 && isAlive(owner)) {
      throw new Error(`Process ${owner} runs a Kafka on ${dataDir}; stop it or give another folder.`);
    }
    log?.warn('ending a broker that an earlier run left behind', { broker: index, pid });
    await endOrphan(dataDir, index, pid);
  }
}

async function startCluster(
  options: KafkaOptions,
  cluster: ClusterFolder,
  libraryDir: string,
): Promise<RunningKafka> {
  const { addresses, clusterId } = cluster;
  const bootstrap = addresses.map(({ port }) => `127.0.0.1:${port}`);
  const running: BrokerProcess[] = [];
  const start = async (index: number) => {
    const heapMb = addresses.length > 1 ? 384 : 512;
    const broker = { index, addresses, clusterId, dataDir: options.dataDir, libraryDir, heapMb };
    running[index] = await startBroker(broker);
    tellCrash(running[index], index, options.log);
  };
  const stopAll = async () => {
    await Promise.all(running.map((broker) => broker?.stop(STOP_MS)));
    await rm(join(options.dataDir, 'owner.pid'), { force: true });
  };
  const ready = () =>
    waitForKafka({
      bootstrap,
      brokers: addresses.length,
      timeoutMs: options.readyTimeoutMs ?? 90_000,
      stillHopeful: () => expectRunning(running),
    });
  const brokerAt = (index: number) => {
    const broker = running[index];
    if (broker === undefined)
      throw new RangeError(`There is no broker ${index}; there are ${running.length}, from 0.`);
    return broker;
  };

  try {
    await Promise.all(addresses.map((_, index) => start(index)));
    await ready();
  } catch (error) {
    await stopAll();
    throw error;
  }
  options.log?.info('Kafka is ready', { bootstrap, dataDir: options.dataDir });
  return {
    bootstrap,
    kill: (index, signal) => brokerAt(index).kill(signal),
    restart: async (index) => {
      await brokerAt(index).stop(STOP_MS);
      await start(index);
      await ready();
    },
    stop: stopAll,
  };
}

function tellCrash(broker: BrokerProcess, index: number, log?: Log): void {
  broker.crashed.then(async (crashed) => {
    if (crashed)
      log?.error('a broker has ended by itself', { broker: index, lastWords: await broker.lastWords() });
  });
}

async function expectRunning(brokers: readonly BrokerProcess[]): Promise<void> {
  for (const [index, broker] of brokers.entries()) {
    if (broker.running()) continue;
    throw new Error(
      `Broker ${index} ended before it was ready. Its last words:\n${await broker.lastWords()}`,
    );
  }
}
