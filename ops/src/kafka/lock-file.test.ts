import { spawnSync } from 'node:child_process';
import { access, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { withLock } from './lock-file.ts';

const lockIn = async () => join(await mkdtemp(join(tmpdir(), 'lastmile-lock-')), 'deep', 'x.lock');

describe('a lock file', () => {
  it('lets one after the other in and is gone afterwards', async () => {
    const path = await lockIn();
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise(setImmediate);
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock(path, work)));
    expect(most).toBe(1);
    await expect(access(path)).rejects.toThrow('ENOENT');
  });

  it('is taken over from a process that died with it', async () => {
    const path = await lockIn();
    const { pid } = spawnSync('true');
    await withLock(path, async () => {});
    await writeFile(path, String(pid));
    expect(await withLock(path, async () => 'mine', { timeoutMs: 5_000 })).toBe('mine');
  });

  it('says whose turn does not end', async () => {
    const path = await lockIn();
    await withLock(path, async () => {
      await expect(withLock(path, async () => {}, { timeoutMs: 50 })).rejects.toThrow(/x\.lock for too long/);
    });
  });

  it('is given back when the work fails', async () => {
    const path = await lockIn();
    await expect(withLock(path, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withLock(path, async () => 1)).toBe(1);
  });
});
