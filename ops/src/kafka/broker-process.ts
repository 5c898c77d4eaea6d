import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endLeftover, findLeftover } from './leftover-process.ts';
import { type BrokerAddress, serverProperties } from './server-properties.ts';

export interface BrokerOptions {
  /** Of the broker in its cluster, from 0. */
  index: number;
  addresses: readonly BrokerAddress[];
  clusterId: string;
  /** The cluster's folder; the broker keeps `broker-<n>/`, `broker-<n>.properties`, `.log` and `.pid` in it. */
  dataDir: string;
  /** Folder of the jars. */
  libraryDir: string;
  heapMb: number;
  java?: string;
}

export interface BrokerProcess {
  readonly pid: number;
  running(): boolean;
  /** Resolves when the process has ended; true when that was not asked for through `kill` or `stop`. */
  readonly crashed: Promise<boolean>;
  /** Sends the signal and, if it ends the process, waits for the end. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Asks it to end, and kills it when it has not within `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
  /** The last lines it has logged. */
  lastWords(): Promise<string>;
}

const LOG_BYTES_MAX = 16 * 1024 * 1024;
/** Signals after which the process lives on. */
const NOT_ENDING = new Set<NodeJS.Signals>(['SIGSTOP', 'SIGCONT', 'SIGTSTP', 'SIGQUIT']);

const filesOf = ({ dataDir, index }: Pick<BrokerOptions, 'dataDir' | 'index'>) => ({
  data: join(dataDir, `broker-${index + 1}`),
  properties: join(dataDir, `broker-${index + 1}.properties`),
  log: join(dataDir, `broker-${index + 1}.log`),
  pid: join(dataDir, `broker-${index + 1}.pid`),
});

/** The process id of a broker that an earlier run left running on this folder. */
export function findOrphan(dataDir: string, index: number): Promise<number | undefined> {
  const files = filesOf({ dataDir, index });
  return findLeftover(files.pid, files.properties);
}

export function endOrphan(dataDir: string, index: number, pid: number): Promise<void> {
  return endLeftover(pid, filesOf({ dataDir, index }).pid);
}

/** Formats the broker's storage if it is new and starts the process; it is not ready when this returns. */
export async function startBroker(options: BrokerOptions): Promise<BrokerProcess> {
  const files = filesOf(options);
  await mkdir(files.data, { recursive: true });
  await writeFile(files.properties, serverProperties(options.index, options.addresses, files.data));
  await format(options, files);
  const log = await openLog(files.log);
  const child = spawn(options.java ?? 'java', javaArguments(options, files.properties), {
    cwd: options.dataDir,
    // A group of its own: Ctrl-C in a terminal must reach us first, and we stop brokers in good order.
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  await log.close();
  if (child.pid === undefined) throw (await once(child, 'error'))[0];
  await writeFile(files.pid, String(child.pid));
  child.unref();
  return wrap(child, child.pid, files, guard(child, child.pid));
}

function javaArguments({ libraryDir, heapMb }: BrokerOptions, properties: string): string[] {
  const memory = [`-Xms64m`, `-Xmx${heapMb}m`, '-XX:+UseSerialGC', '-XX:+ExitOnOutOfMemoryError'];
  const logging = [
    '-Dorg.slf4j.simpleLogger.showDateTime=true',
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  ];
  const quick = ['-XX:TieredStopAtLevel=1', '-Djava.awt.headless=true'];
  return [...memory, ...quick, ...logging, '-cp', join(libraryDir, '*'), 'kafka.Kafka', properties];
}

async function format(
  { clusterId, libraryDir, java = 'java' }: BrokerOptions,
  files: ReturnType<typeof filesOf>,
) {
  const formatted = await access(join(files.data, 'meta.properties')).then(
    () => true,
    () => false,
  );
  if (formatted) return;
  // Without meta.properties what is there is half a format of a run that was killed.
  await rm(files.data, { recursive: true, force: true });
  const tool = [
    '-Xmx128m',
    '-XX:TieredStopAtLevel=1',
    '-cp',
    join(libraryDir, '*'),
    'kafka.tools.StorageTool',
  ];
  try {
    await promisify(execFile)(java, [...tool, 'format', '-t', clusterId, '-c', files.properties]);
  } catch (error) {
    throw new Error(`Kafka could not prepare its storage in ${files.data}: ${lastLines(String(error), 5)}`, {
      cause: error,
    });
  }
}

async function openLog(path: string) {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_BYTES_MAX) await rename(path, `${path}.1`);
  return open(path, 'a');
}

/**
 * Ends the broker when our process is gone, however it went: the guard reads a pipe that only we hold open.
 * Without it a kill -9 of a test run leaves 300 MB of Java behind.
 */
function guard(broker: ChildProcess, pid: number): ChildProcess {
  const script = 'read -r _; kill -TERM "$0" && sleep 5 && kill -KILL "$0"';
  const child = spawn('sh', ['-c', script, String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  child.stdin?.on('error', () => {});
  broker.once('exit', () => child.kill('SIGKILL'));
  return child;
}

function wrap(child: ChildProcess, pid: number, files: ReturnType<typeof filesOf>, guarding: ChildProcess) {
  guarding.on('error', () => {});
  let running = true;
  let asked = false;
  const crashed = new Promise<boolean>((resolve) => {
    child.once('exit', () => {
      running = false;
      const done = () => resolve(!asked);
      rm(files.pid, { force: true }).then(done, done);
    });
  });
  const kill = async (signal: NodeJS.Signals) => {
    if (!running) return;
    if (!NOT_ENDING.has(signal)) asked = true;
    child.kill(signal);
    if (asked) await held(crashed);
  };
  return {
    pid,
    running: () => running,
    crashed,
    kill,
    stop: async (timeoutMs: number) => {
      if (!running) return;
      const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
      await kill('SIGTERM');
      clearTimeout(timer);
    },
    lastWords: async () => lastLines(await readFile(files.log, 'utf8').catch(() => ''), 12),
  };
}

/** An unreferenced child does not keep the process alive, and whoever waits for its end wants to see it. */
async function held<T>(waiting: Promise<T>): Promise<T> {
  const alive = setInterval(() => {}, 60_000);
  try {
    return await waiting;
  } finally {
    clearInterval(alive);
  }
}

const lastLines = (text: string, count: number) => text.trimEnd().split('\n').slice(-count).join('\n');
