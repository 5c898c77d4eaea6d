import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './leftover-process.ts';

const POLL_MS = 100;

export interface LockOptions {
  /** How long to wait for another process that holds the lock. Default 5 minutes. */
  timeoutMs?: number;
}

/** Runs `work` while no other process of this machine does so under the same path. A dead holder's lock is taken over. */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const until = performance.now() + (options.timeoutMs ?? 300_000);
  await mkdir(dirname(path), { recursive: true });
  while (!(await take(path))) {
    if (performance.now() > until) {
      throw new Error(`Another process holds ${path} for too long; if there is none, remove that file.`);
    }
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  // An empty file is one whose holder is just about to write its id.
  if (holder > 0 && !isAlive(holder)) await rm(path, { force: true });
  return false;
}
