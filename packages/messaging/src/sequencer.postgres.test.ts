import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createEmptyDatabase, createTestDatabase } from '@lastmile/database/testing';
import { silentLog } from '@lastmile/telemetry/log';
import type pg from 'pg';
import { appendEvents } from './append-events.ts';
import { beginEpochIfRestored } from './log-epoch.ts';
import { preparePartitions } from './partitions.ts';
import { queryOf } from './query.ts';
import { readHead, readLog } from './read-log.ts';
import { createSequencer } from './sequencer.ts';
import { eventually, openPool, placed, transactOn, upTo } from './testing.ts';

const meta = { correlationId: 'c' };

describe('the sequencer', () => {
  let pool: pg.Pool;
  let url: string;
  beforeEach(async () => {
    url = (await createTestDatabase('messaging')).url;
    pool = openPool(url);
  });
  afterEach(() => pool.end());

  const sequencer = (batchSize = 5_000) =>
    createSequencer({ domain: 'shop', pool, log: silentLog, batchSize, pollMs: 50 });
  const append = (...keys: string[]) =>
    transactOn(pool, ({ query }) =>
      appendEvents(
        query,
        'shop',
        keys.map((key) => placed(key)),
        meta,
      ),
    );
  const readAll = () => readLog(queryOf(pool), { after: 0, limit: 100_000 });
  /** Positions without holes, each stream in its own order. */
  const expectWhole = async (count: number) => {
    const log = await readAll();
    expect(log.map(({ event }) => event.position)).toEqual(upTo(count));
    const heads = new Map<string, number>();
    for (const { event } of log) {
      expect(event.streamsequence).toBe((heads.get(event.partitionkey) ?? 0) + 1);
      heads.set(event.partitionkey, event.streamsequence);
    }
    return heads;
  };

  it('gives positions in the order of the locks while transactions stay open, here and in another database', async () => {
    const foreignPool = openPool((await createEmptyDatabase()).url);
    const foreign = await foreignPool.connect();
    await foreign.query('BEGIN; SELECT pg_current_xact_id()');
    const open = await pool.connect();
    await open.query('BEGIN');
    const stays = Object.assign(
      async (text: string, values: readonly unknown[] = []) => (await open.query(text, [...values])).rows,
    ) as never;
    await appendEvents(stays, 'shop', [placed('slow')], meta);
    const contested = randomUUID();
    const running = sequencer();
    await running.start();
    const writers = upTo(6).map(async () => {
      for (const _ of upTo(25)) {
        await append(contested, randomUUID());
        running.wake();
      }
    });
    await Promise.all(writers);
    await running.drain();
    const heads = await expectWhole(300);
    expect(heads.get(contested)).toBe(150);
    expect(heads.has('slow')).toBe(false);

    await open.query('COMMIT');
    open.release();
    await running.drain();
    expect((await expectWhole(301)).get('slow')).toBe(1);
    await running.stop();
    await foreign.query('ROLLBACK');
    foreign.release();
    await foreignPool.end();
  }, 30_000);

  it('makes a second writer on a stream wait for the first, and keeps their order', async () => {
    const first = await pool.connect();
    await first.query('BEGIN');
    const query = (async (text: string, values: readonly unknown[] = []) =>
      (await first.query(text, [...values])).rows) as never;
    await appendEvents(query, 'shop', [placed('k', 1)], meta);
    let second = false;
    const waiting = transactOn(pool, (tx) => appendEvents(tx.query, 'shop', [placed('k', 2)], meta)).then(
      () => {
        second = true;
      },
    );
    await eventually(async () => {
      const { rowCount } = await pool.query(
        `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      );
      expect(rowCount).toBe(1);
    });
    expect(second).toBe(false);
    await first.query('COMMIT');
    first.release();
    await waiting;
    await sequencer().drain();
    expect((await readAll()).map(({ event }) => (event.data as { items: number }).items)).toEqual([1, 2]);
  });

  it('may run many times at once', async () => {
    const several = upTo(4).map(() => sequencer(3));
    for (const one of several) await one.start();
    const keys = upTo(5).map(() => randomUUID());
    await Promise.all(
      keys.map(async (key, at) => {
        for (const _ of upTo(40)) {
          await append(key, keys[0] as string);
          several[at % several.length]?.wake();
        }
      }),
    );
    await Promise.all(several.map((one) => one.drain()));
    await expectWhole(400);
    for (const one of several) await one.stop();
  }, 30_000);

  it('finds by itself what was committed by a process that died before it could wake anybody', async () => {
    const running = sequencer();
    await running.start();
    await append('k');
    await eventually(async () => expect((await readHead(queryOf(pool))).position).toBe(1));
    await running.stop();
  });

  it('loses nothing and leaves no hole when its process is killed at any moment', async () => {
    const keys = upTo(3).map(() => randomUUID());
    const told = new Map<string, number>();
    for (const round of upTo(8)) {
      await runAndKill(url, keys, 250 + round * 40, (key) => told.set(key, (told.get(key) ?? 0) + 1));
    }
    await sequencer().drain();
    const { position } = await readHead(queryOf(pool));
    const heads = await expectWhole(position);
    for (const [key, count] of told) {
      // One commit per process may have been done and not told.
      expect(heads.get(key)).toBeGreaterThanOrEqual(count);
      expect(heads.get(key)).toBeLessThanOrEqual(count + 8);
    }
    expect(position).toBeGreaterThan(20);
  }, 60_000);

  it('goes on in partitions that are made ahead', async () => {
    await pool.query('UPDATE messaging.log_head SET position = 1999998');
    const running = sequencer();
    await running.start();
    await append('a', 'b', 'c', 'd');
    await running.drain();
    const log = await readLog(queryOf(pool), { after: 1_999_998, limit: 10 });
    expect(log.map(({ event }) => event.position)).toEqual([1_999_999, 2_000_000, 2_000_001, 2_000_002]);
    expect(await preparePartitions(pool, 2_000_002)).toBe(4_000_000);
    const { rows } = await pool.query(
      `SELECT count(*)::int AS indexes FROM pg_indexes WHERE tablename = 'event_log_2000000'`,
    );
    const { rows: expected } = await pool.query(
      `SELECT count(*)::int AS indexes FROM pg_indexes WHERE tablename = 'event_log_0'`,
    );
    expect(rows).toEqual(expected);
    await running.stop();
  });

  it('begins a new epoch when the database wakes up in another cluster', async () => {
    await beginEpochIfRestored(pool, 'shop', silentLog);
    await append('k');
    await sequencer().drain();
    await pool.query(`UPDATE messaging.log_head SET system = '1'`);
    const running = sequencer();
    await running.start();
    expect(await readHead(queryOf(pool))).toEqual({ epoch: 2, position: 1 });
    await append('k');
    await running.drain();
    expect((await readAll()).map(({ event }) => event.epoch)).toEqual([1, 2]);
    await running.stop();
  });

  it('says what to do when the database has no log', async () => {
    const empty = openPool((await createEmptyDatabase()).url);
    const one = createSequencer({ domain: 'shop', pool: empty, log: silentLog });
    await expect(one.start()).rejects.toThrow(/has no event log: apply the migrations first/);
    await empty.end();
  });

  it('survives its connections being cut', async () => {
    const running = sequencer();
    await running.start();
    const writing = (async () => {
      for (const _ of upTo(50)) {
        await append('k').catch(() => {});
        running.wake();
      }
    })();
    for (const _ of upTo(5)) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      await pool
        .query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
        )
        .catch(() => {});
    }
    await writing;
    await append('last');
    running.wake();
    await eventually(async () => expect((await readAll()).at(-1)?.event.partitionkey).toBe('last'));
    await expectWhole((await readHead(queryOf(pool))).position);
    await running.stop();
  }, 20_000);
});

function runAndKill(
  url: string,
  keys: readonly string[],
  afterMs: number,
  committed: (key: string) => void,
): Promise<void> {
  const script = fileURLToPath(new URL('./write-until-killed.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=source', script, url, ...keys], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' },
  });
  return new Promise((resolve, reject) => {
    let text = '';
    let timer: NodeJS.Timeout | undefined;
    child.stdout.on('data', (chunk) => {
      // From the first commit on, so that the kill falls into the work and not into the start.
      timer ??= setTimeout(() => child.kill('SIGKILL'), afterMs);
      text += chunk;
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) committed(line.split(' ')[1] as string);
    });
    child.on('error', reject);
    child.on('close', () => (timer ? resolve() : reject(new Error('It ended before it wrote anything.'))));
  });
}
