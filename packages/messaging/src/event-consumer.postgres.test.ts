import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@lastmile/database/testing';
import { silentLog } from '@lastmile/telemetry/log';
import { noMetrics } from '@lastmile/telemetry/metrics';
import type pg from 'pg';
import type { Applying } from './apply-events.ts';
import type { CarriedRecord } from './carrier.ts';
import type { MessagingTx } from './domain-messaging.ts';
import type { EventEnvelope } from './envelope.ts';
import { EventConsumer, type Feed } from './event-consumer.ts';
import { type Handler, projection } from './handler.ts';
import { createMessagingMetrics } from './messaging-metrics.ts';
import { listParked } from './parked-events.ts';
import { queryOf } from './query.ts';
import { interleaveStreams, randomFrom } from './random-order.ts';
import { retryParked } from './retry-parked.ts';
import {
  createEffects,
  effectsOf,
  openPool,
  orderPlaced,
  orderShipped,
  recordEffect,
  transactOn,
  upTo,
} from './testing.ts';
import { listUnreadable } from './unreadable-records.ts';

const topic = orderPlaced.topic;
const never = new AbortController().signal;
let position = 0;

function event(key: string, streamsequence: number, more: Partial<EventEnvelope> = {}): EventEnvelope {
  position += 1;
  const [id, subject] = [randomUUID(), randomUUID()];
  return {
    ...{ specversion: '1.0', id, source: '/lastmile/shop', type: orderPlaced.type, subject, topic },
    ...{ time: new Date().toISOString(), datacontenttype: 'application/json', partitionkey: key },
    ...{ recordedat: new Date().toISOString(), streamsequence, epoch: 1, position, correlationid: 'c' },
    ...{ data: { orderId: subject, items: 1 }, ...more },
  };
}

function record(value: EventEnvelope | string): CarriedRecord {
  position += 1;
  const key = typeof value === 'string' ? undefined : value.partitionkey;
  return { topic, partition: 0, offset: String(position), value, key };
}

describe('a consumer', () => {
  let pool: pg.Pool;
  let log: EventEnvelope[] = [];
  let away = false;
  beforeEach(async () => {
    pool = openPool((await createTestDatabase('messaging')).url);
    await createEffects(pool);
    log = [];
    away = false;
  });
  afterEach(() => pool.end());

  const feed: Feed = async (_domain, { stream, limit }) => {
    if (away) throw new Error('the owner is away');
    const { key = '', afterSequence = 0 } = stream ?? {};
    return log
      .filter((one) => one.partitionkey === key && one.streamsequence > afterSequence)
      .sort((a, b) => a.streamsequence - b.streamsequence)
      .slice(0, limit);
  };
  const counting = (name: string, check: (event: EventEnvelope) => void = () => {}): Handler<MessagingTx> =>
    projection<MessagingTx, [typeof orderPlaced, typeof orderShipped]>({
      ...{ name, on: [orderPlaced, orderShipped] },
      apply: async (tx, one) => {
        await recordEffect(tx, name, one);
        check(one);
      },
    });
  const open = (...handlers: Handler<MessagingTx>[]) => {
    const applying: Applying<MessagingTx> = {
      ...{ domain: 'store', handlers, log: silentLog, onParked: () => {}, startedAt: () => new Date(0) },
      metrics: createMessagingMetrics(noMetrics, 'store'),
      transact: (work) => transactOn(pool, work),
      apply: (handler, tx, one) => (handler as Handler<MessagingTx>).apply(tx, one),
    };
    const consumer = new EventConsumer(applying, feed);
    const retry = (name: string, key: string) => retryParked(applying, feed, name, { topic, key });
    return { consumer, retry, applying };
  };
  const handle = (consumer: EventConsumer<MessagingTx>, events: readonly (EventEnvelope | string)[]) =>
    consumer.handle(events.map(record), never);
  const parked = () => listParked(queryOf(pool));

  it('applies once what is delivered three times, shuffled between streams', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    process.stderr.write(`deliveries shuffled with seed ${seed}\n`);
    const random = randomFrom(seed);
    const keys = upTo(12).map(() => randomUUID());
    log = keys.flatMap((key) => upTo(25).map((sequence) => event(key, sequence)));
    const { consumer } = open(counting('a'), counting('b'));
    for (const _ of upTo(3)) {
      const deliveries = interleaveStreams(log, ({ partitionkey }) => partitionkey, random);
      for (let from = 0; from < deliveries.length; from += 37) {
        await handle(consumer, deliveries.slice(Math.max(0, from - 5), from + 37));
      }
    }
    for (const name of ['a', 'b']) {
      for (const sequences of Object.values(await effectsOf(pool, name))) expect(sequences).toEqual(upTo(25));
    }
    expect(Object.keys(await effectsOf(pool, 'a'))).toHaveLength(12);
    const { rows } = await pool.query('SELECT count(*)::int AS count FROM messaging.inbox');
    expect(rows).toEqual([{ count: 24 }]);
  }, 30_000);

  it('lets two members of a group handle the same events at once', async () => {
    const key = randomUUID();
    log = upTo(60).map((sequence) => event(key, sequence));
    const members = [open(counting('a')).consumer, open(counting('a')).consumer];
    await Promise.all(
      members.flatMap((consumer) => [handle(consumer, log.slice(0, 30)), handle(consumer, log)]),
    );
    expect((await effectsOf(pool, 'a'))[key]).toEqual(upTo(60));
    expect(await parked()).toEqual([]);
  });

  it('fills a gap from the owner’s feed', async () => {
    const key = randomUUID();
    log = upTo(9).map((sequence) => event(key, sequence));
    const { consumer } = open(counting('a'));
    await handle(consumer, [log[1], log[7]] as EventEnvelope[]);
    expect((await effectsOf(pool, 'a'))[key]).toEqual(upTo(8));
    expect(await parked()).toEqual([]);
  });

  it('parks behind a gap that cannot be filled, and goes on when it can', async () => {
    const [key, other] = [randomUUID(), randomUUID()];
    log = upTo(6).map((sequence) => event(key, sequence));
    away = true;
    const { consumer, retry } = open(counting('a'));
    await handle(consumer, [log[0], log[2], log[3], event(other, 1)] as EventEnvelope[]);
    expect(await effectsOf(pool, 'a')).toEqual({ [key]: [1], [other]: [1] });
    expect((await parked()).map(({ sequence }) => sequence)).toEqual([3, 4]);
    expect((await parked())[0]?.reason).toMatch(/^gap: 2 was expected and 3 came/);
    away = false;
    expect(await retry('a', key)).toEqual({ applied: 3, drained: true });
    await handle(consumer, log.slice(4));
    expect((await effectsOf(pool, 'a'))[key]).toEqual(upTo(6));
  }, 20_000);

  it('parks data that breaks its promise, and versions that it does not know', async () => {
    const [bad, newer, good] = [randomUUID(), randomUUID(), randomUUID()];
    const { consumer } = open(counting('a'));
    const unknown = event(newer, 1, { type: 'shop.order.placed.v2' });
    await handle(consumer, [
      event(bad, 1, { data: { items: 'two' } }),
      unknown,
      event(good, 1),
      event(bad, 2),
    ]);
    expect(await effectsOf(pool, 'a')).toEqual({ [good]: [1] });
    const reasons = Object.fromEntries(
      (await parked()).map(({ key, sequence, reason }) => [`${key} ${sequence}`, reason]),
    );
    expect(reasons[`${bad} 1`]).toMatch(/UnexpectedData: .*data\.items/);
    expect(reasons[`${bad} 2`]).toBe('an earlier event of its stream is parked');
    expect(reasons[`${newer} 1`]).toContain('a version that this handler does not know');
  });

  it('sets aside whatever is no event, of whatever kind', async () => {
    const key = randomUUID();
    const { consumer } = open(counting('a'));
    const { position: _, ...incomplete } = event(key, 1);
    const junk = ['', '{', 'null', '[]', '"text"', '{}', '\0', JSON.stringify(incomplete)];
    const foreign = JSON.stringify(event(key, 1, { topic: 'lastmile.other.thing' }));
    await handle(consumer, [...junk, foreign, event(key, 1), JSON.stringify(event(key, 2))]);
    expect((await effectsOf(pool, 'a'))[key]).toEqual([1, 2]);
    expect(await listUnreadable(queryOf(pool))).toHaveLength(9);
    expect(await parked()).toEqual([]);
  });

  it('retries in order, keeps what fails, and queues what comes meanwhile', async () => {
    const key = randomUUID();
    let limit = 2;
    const strict = counting('strict', ({ streamsequence }) => {
      if (streamsequence > limit) throw new Error(`not beyond ${limit}`);
    });
    const { consumer, retry } = open(strict);
    log = upTo(6).map((sequence) => event(key, sequence));
    await handle(consumer, log.slice(0, 5));
    limit = 4;
    expect(await retry('strict', key)).toEqual({ applied: 2, drained: false, reason: 'Error: not beyond 4' });
    await handle(consumer, log);
    expect((await effectsOf(pool, 'strict'))[key]).toEqual(upTo(4));
    expect((await parked()).map(({ sequence, attempts }) => [sequence, attempts])).toEqual([
      [5, 1],
      [6, 0],
    ]);
    limit = 9;
    expect(await retry('strict', key)).toEqual({ applied: 2, drained: true });
    expect((await effectsOf(pool, 'strict'))[key]).toEqual(upTo(6));
    await expect(retry('nobody', key)).rejects.toThrow(/no handler nobody; it has: strict/);
  });

  it('finds the event at fault when only the end of the transaction fails', async () => {
    const keys = upTo(64).map(() => randomUUID());
    log = keys.map((key) => event(key, 1));
    await pool.query(
      `ALTER TABLE effects ADD CONSTRAINT late UNIQUE (handler, key) DEFERRABLE INITIALLY DEFERRED`,
    );
    await pool.query(`INSERT INTO effects (handler, key) VALUES ('a', $1)`, [keys[40]]);
    let applied = 0;
    const { consumer } = open(
      counting('a', () => {
        applied += 1;
      }),
    );
    await handle(consumer, log);
    const { rows } = await pool.query('SELECT count(sequence)::int AS count FROM effects');
    expect(rows).toEqual([{ count: 63 }]);
    expect((await parked()).map(({ key }) => key)).toEqual([keys[40]]);
    expect(applied).toBeLessThan(64 * 6);
  });

  it('stops in the middle without losing its place', async () => {
    const key = randomUUID();
    const stopping = new AbortController();
    let broken = true;
    const { consumer } = open(
      counting('a', ({ streamsequence }) => {
        if (broken && streamsequence === 3) throw Object.assign(new Error('gone'), { code: '57P01' });
      }),
    );
    log = upTo(5).map((sequence) => event(key, sequence));
    const handling = consumer.handle(log.map(record), stopping.signal);
    setTimeout(() => stopping.abort(), 150);
    await expect(handling).rejects.toThrow(/was stopped/);
    broken = false;
    await handle(consumer, log);
    expect((await effectsOf(pool, 'a'))[key]).toEqual(upTo(5));
    expect(await parked()).toEqual([]);
  });

  it('applies thousands of events a second', async () => {
    const keys = upTo(400).map(() => randomUUID());
    log = upTo(20).flatMap((sequence) => keys.map((key) => event(key, sequence)));
    const { consumer } = open(counting('a'));
    const perSecond = async (work: () => Promise<void>) => {
      const from = performance.now();
      await work();
      return Math.round((log.length * 1_000) / (performance.now() - from));
    };
    const applied = await perSecond(() => handle(consumer, log));
    const bare = await perSecond(() =>
      transactOn(pool, async (tx) => {
        for (const one of log) await recordEffect(tx, 'bare', one);
      }),
    );
    process.stderr.write(`one projection on 400 streams: ${applied} events/s; its bare inserts: ${bare}/s\n`);
    expect(Object.values(await effectsOf(pool, 'a')).flat()).toHaveLength(8_000);
    // What the inbox adds stays small beside what handlers do themselves.
    expect(applied).toBeGreaterThan(bare / 5);
  }, 60_000);
});
