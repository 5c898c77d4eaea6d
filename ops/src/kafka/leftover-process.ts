import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process of this id runs; a zombie, which only waits to be counted, does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return state(pid) !== 'Z';
}

/** `Z` for a zombie. Small images have no `ps`, other systems than Linux no /proc. */
function state(pid: number): string {
  const stat = readProc(pid, 'stat');
  return stat === undefined
    ? ps(pid, 'stat=').slice(0, 1)
    : stat.slice(stat.lastIndexOf(')') + 2).slice(0, 1);
}

function commandLine(pid: number): string {
  return readProc(pid, 'cmdline')?.replaceAll('\0', ' ') ?? ps(pid, 'command=');
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

function ps(pid: number, column: string): string {
  return spawnSync('ps', ['-ww', '-o', column, '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
}

/** The process whose id is in the file, if it runs and its command line holds `mark` (ids are used again). */
export async function findLeftover(pidFile: string, mark: string): Promise<number | undefined> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  return pid > 0 && isAlive(pid) && commandLine(pid).includes(mark) ? pid : undefined;
}

/** Ends a process that an earlier run left behind. kill -9 does: Kafka recovers its log on the next start. */
export async function endLeftover(pid: number, pidFile: string): Promise<void> {
  process.kill(pid, 'SIGKILL');
  const until = performance.now() + 10_000;
  while (isAlive(pid)) {
    if (performance.now() > until)
      throw new Error(`Process ${pid} of an earlier run does not end; end it by hand.`);
    await sleep(50);
  }
  await rm(pidFile, { force: true });
}
