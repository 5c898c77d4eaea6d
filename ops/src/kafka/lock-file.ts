import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
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
  // Made elsewhere and linked into place, so that a lock is never seen without its holder's id.
  const own = `${path}.${process.pid}.${randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(own, { force: true });
  }
  if (await holderIsDead(path)) await breakLock(path);
  return false;
}

async function holderIsDead(path: string): Promise<boolean> {
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  return holder > 0 && !isAlive(holder);
}

/** One at a time, and looking once more: two that break the same lock would remove the new one of a third. */
async function breakLock(path: string): Promise<void> {
  const breaking = `${path}.breaking`;
  const turn = await open(breaking, 'wx').catch(() => undefined);
  if (turn === undefined) return;
  await turn.close();
  if (await holderIsDead(path)) await rm(path, { force: true });
  await rm(breaking, { force: true });
}
