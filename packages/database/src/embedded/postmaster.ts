import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { explainStart } from './embedded-failure.ts';
import type { Placement } from './placement.ts';
import { commandOf, isRunning, processesIn } from './process-identity.ts';
import { SERVER_ENVIRONMENT } from './server-binaries.ts';

/** A PostgreSQL server process, as its postmaster.pid tells. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

const START_MS_MAX = 60_000;
const LOG_BYTES_MAX = 10 * 1024 * 1024;

/** The server that runs on this cluster, proven by its pid file and by the data path in its command line. */
export function findPostmaster(cluster: string): Postmaster | undefined {
  const lines = readLines(join(cluster, 'postmaster.pid'));
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isRunning(pid)) return undefined;
  if (!commandOf(pid).includes(`-D ${cluster} `)) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/** How the running server was started: its arguments, the port left out. */
export function argumentsOf(postmaster: Postmaster): string {
  const command = commandOf(postmaster.pid);
  return withoutPort(command.slice(command.indexOf('-D ')));
}

export function withoutPort(command: string): string {
  return command.replace(/ ?-c port=\d+/, '');
}

/** Starts the server apart from this process, so that a terminal's Ctrl-C does not reach it before we do. */
export async function startPostmaster(
  placement: Placement,
  args: readonly string[],
  port: number,
): Promise<Postmaster> {
  await clearRemains(placement.cluster);
  const { account, cluster, directory, logFile, binaries } = placement;
  const from = rotateLog(logFile);
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(binaries.postgres, [...args, '-c', `port=${port}`], {
    ...account,
    cwd: cluster,
    env: SERVER_ENVIRONMENT,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  child.unref();
  const deadline = Date.now() + START_MS_MAX;
  while (Date.now() < deadline) {
    const found = findPostmaster(cluster);
    if (found?.ready && found.pid === child.pid) return found;
    if (failure || child.exitCode !== null || child.signalCode !== null) break;
    await sleep(10);
  }
  if (child.exitCode === null && child.pid) process.kill(child.pid, 'SIGQUIT');
  throw explainStart(`${failure ?? ''}\n${readFileSync(logFile, 'utf8').slice(from)}`, { directory, port });
}

/** Ends the server: what runs is cut off and rolled back; after `graceMs` it is ended at once, which costs a recovery. */
export async function stopPostmaster(cluster: string, pid: number, graceMs: number): Promise<void> {
  signal(pid, 'SIGINT');
  if (await endedWithin(pid, graceMs)) return;
  signal(pid, 'SIGQUIT');
  if (await endedWithin(pid, 5_000)) return;
  signal(pid, 'SIGKILL');
  await endedWithin(pid, 5_000);
  await clearRemains(cluster);
}

/** Backends that outlived a killed postmaster hold its shared memory; a pid file may name a process that is not ours. */
async function clearRemains(cluster: string): Promise<void> {
  if (findPostmaster(cluster)) return;
  for (const pid of processesIn(cluster)) signal(pid, 'SIGKILL');
  const deadline = Date.now() + 5_000;
  while (processesIn(cluster).some(isRunning) && Date.now() < deadline) await sleep(20);
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
}

async function endedWithin(pid: number, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (Date.now() < deadline) {
    if (!isRunning(pid)) return true;
    await sleep(10);
  }
  return false;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** Where this start's part of the log begins. */
function rotateLog(file: string): number {
  try {
    const { size } = statSync(file);
    if (size < LOG_BYTES_MAX) return size;
    rmSync(file);
  } catch {
    // There is none yet.
  }
  return 0;
}
