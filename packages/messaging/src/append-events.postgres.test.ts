import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@lastmile/database/testing';
import { silentLog } from '@lastmile/telemetry/log';
import type pg from 'pg';
import { appendEvents, InvalidEvent } from './append-events.ts';
import { queryOf } from './query.ts';
import { readLog } from './read-log.ts';
import { createSequencer } from './sequencer.ts';
import { openPool, placed, shipped, transactOn, upTo } from './testing.ts';

const meta = { correlationId: 'c-1' };

describe('appending events', () => {
  let pool: pg.Pool;
  beforeEach(async () => {
    pool = openPool((await createTestDatabase('messaging')).url);
  });
  afterEach(() => pool.end());

  const read = async () => {
    await createSequencer({ domain: 'shop', pool, log: silentLog }).drain();
    return await readLog(queryOf(pool), { after: 0, limit: 20_000 });
  };

  it('numbers each stream without gaps and the log by position', async () => {
    await transactOn(pool, ({ query }) =>
      appendEvents(query, 'shop', [placed('b'), placed('a'), shipped('b')], meta),
    );
    await transactOn(pool, ({ query }) => appendEvents(query, 'shop', [placed('a')], meta));
    const events = (await read()).map(({ event }) => event);
    expect(
      events.map(({ partitionkey, streamsequence, position }) => [partitionkey, streamsequence, position]),
    ).toEqual([
      ['b', 1, 1],
      ['a', 1, 2],
      ['b', 2, 3],
      ['a', 2, 4],
    ]);
  });

  it('fills the envelope', async () => {
    const whole = { correlationId: 'c', causationId: 'e', actorId: 'u', traceparent: 't' };
    const event = placed('k');
    await transactOn(pool, ({ query }) =>
      appendEvents(query, 'shop', [{ ...event, meta: { actorId: 'v' } }], whole),
    );
    const [logged] = await read();
    expect(logged?.event).toMatchObject({
      ...{
        specversion: '1.0',
        source: '/lastmile/shop',
        type: 'shop.order.placed',
        topic: 'lastmile.shop.customer',
      },
      ...{ correlationid: 'c', causationid: 'e', actorid: 'v', traceparent: 't', customerid: 'k', epoch: 1 },
      ...{ subject: event.event.subject, data: event.event.data, streamsequence: 1, position: 1 },
    });
    expect(Math.abs(Date.parse(logged?.event.recordedat ?? '') - Date.now())).toBeLessThan(5_000);
  });

  it('leaves no gap behind a transaction that was rolled back', async () => {
    await transactOn(pool, ({ query }) => appendEvents(query, 'shop', [placed('a')], meta));
    await expect(
      transactOn(pool, async ({ query }) => {
        await appendEvents(query, 'shop', [placed('a'), placed('b')], meta);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await transactOn(pool, ({ query }) => appendEvents(query, 'shop', [placed('a'), placed('b')], meta));
    expect((await read()).map(({ event }) => [event.partitionkey, event.streamsequence])).toEqual([
      ['a', 1],
      ['a', 2],
      ['b', 1],
    ]);
  });

  it('refuses data that the schema does not allow, and events of other domains, before anything is written', async () => {
    const query = queryOf(pool);
    await expect(appendEvents(query, 'shop', [placed('a'), placed('a', 0)], meta)).rejects.toThrow(
      /data\.items/,
    );
    await expect(appendEvents(query, 'billing', [placed('a')], meta)).rejects.toThrow(InvalidEvent);
    await expect(appendEvents(query, 'shop', [placed('')], meta)).rejects.toThrow(/has no key/);
    expect(await read()).toEqual([]);
  });

  it('refuses what PostgreSQL or Kafka would only refuse later, where it would be in the way of others', async () => {
    const query = queryOf(pool);
    const remarked = (remark: string) => {
      const { definition, event } = placed('k');
      return { definition, event: { ...event, data: { ...(event.data as object), remark } } };
    };
    const append = (remark: string) => appendEvents(query, 'shop', [remarked(remark)], meta);
    await expect(append('nul \0')).rejects.toThrow(/NUL or half a surrogate pair/);
    await expect(append('half \ud83d')).rejects.toThrow(/NUL or half a surrogate pair/);
    await expect(append('x'.repeat(300_000))).rejects.toThrow(/250000 are allowed/);
    await expect(appendEvents(query, 'shop', [placed('k'.repeat(300))], meta)).rejects.toThrow(
      /longer than an id/,
    );
    const harmless = ['\\u0000 as text', '\\\\ud83d', 'whole 😀', '"\n\t', 'x'.repeat(200_000)];
    for (const remark of harmless) await append(remark);
    const kept = (await read()).map(({ event }) => (event.data as { remark: string }).remark);
    expect(kept).toEqual(harmless);
  });

  it('appends 10,000 events of 1,000 streams at once, in order, in seconds', async () => {
    const events = Array.from({ length: 10_000 }, (_, at) => placed(`key-${at % 1_000}`));
    const from = performance.now();
    await transactOn(pool, ({ query }) => appendEvents(query, 'shop', events, meta));
    const appended = performance.now();
    const log = await read();
    const sequenced = performance.now();
    process.stderr.write(
      `10,000 events: appended in ${Math.round(appended - from)} ms, positioned and read in ${Math.round(sequenced - appended)} ms\n`,
    );
    expect(log.map(({ event }) => event.position)).toEqual(upTo(10_000));
    const heads = new Map<string, number>();
    for (const { event } of log) {
      expect(event.streamsequence).toBe((heads.get(event.partitionkey) ?? 0) + 1);
      heads.set(event.partitionkey, event.streamsequence);
    }
    expect([...new Set(heads.values())]).toEqual([10]);
    expect(heads.size).toBe(1_000);
  });
});
