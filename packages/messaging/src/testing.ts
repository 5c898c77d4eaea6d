import { randomUUID } from 'node:crypto';
import { type Log, silentLog } from '@lastmile/telemetry/log';
import pg from 'pg';
import { z } from 'zod';
import type { AppendedEvent } from './append-events.ts';
import type { Carrier } from './carrier.ts';
import { defineEvent, id } from './define-event.ts';
import { createDomainMessaging, type DomainMessaging, type MessagingTx } from './domain-messaging.ts';
import type { EventEnvelope } from './envelope.ts';
import type { Handler } from './handler.ts';
import type { Query } from './query.ts';

/** What a test's domains speak of: `shop` sells, others listen. */
export const orderPlaced = defineEvent({
  type: 'shop.order.placed',
  root: 'customer',
  about: 'Somebody ordered something.',
  data: { orderId: id, items: z.int().min(1), remark: z.string().optional() },
});
export const orderShipped = defineEvent({
  type: 'shop.order.shipped',
  root: 'customer',
  about: 'An order has left the house.',
  data: { orderId: id },
});

/** One domain of a test, on a database of its own, with tables that count effects. */
export interface TestDomain {
  readonly messaging: DomainMessaging;
  readonly pool: pg.Pool;
  /** One transaction that appends and commits, then wakes the sequencer. */
  append(...events: AppendedEvent[]): Promise<void>;
  transact<T>(work: (tx: MessagingTx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface TestDomainOptions {
  readonly domain: string;
  readonly url: string;
  readonly carrier: Carrier;
  readonly handlers?: readonly Handler<MessagingTx>[];
  readonly pollMs?: number;
  readonly log?: Log;
}

export async function transactOn<T>(pool: pg.Pool, work: (tx: MessagingTx) => Promise<T>): Promise<T> {
  const connection = await pool.connect();
  let broken = true;
  // A connection that breaks while it is ours says so here as well as to the statement; unheard it would end the process.
  const unheard = () => {};
  connection.on('error', unheard);
  try {
    await connection.query('BEGIN');
    const query: Query = async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await connection.query<Row & pg.QueryResultRow>(text, [...values])).rows;
    const result = await work({ query });
    await connection.query('COMMIT');
    broken = false;
    return result;
  } catch (error) {
    await connection.query('ROLLBACK').then(
      () => {
        broken = false;
      },
      () => {},
    );
    throw error;
  } finally {
    connection.off('error', unheard);
    connection.release(broken);
  }
}

export function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 12 });
  pool.on('error', () => {});
  return pool;
}

export function openTestDomain(options: TestDomainOptions): TestDomain {
  const { domain, carrier, handlers = [], pollMs = 200, log = silentLog } = options;
  const pool = openPool(options.url);
  const transact = <T>(work: (tx: MessagingTx) => Promise<T>) => transactOn(pool, work);
  const messaging = createDomainMessaging<MessagingTx>({
    ...{ domain, pool, carrier, handlers, transact, log, pollMs },
    apply: (handler, tx, event) => (handler as Handler<MessagingTx>).apply(tx, event),
  });
  return {
    messaging,
    pool,
    transact,
    append: async (...events) => {
      await transact((tx) => messaging.append(tx.query, events, { correlationId: randomUUID() }));
      messaging.wake();
    },
    close: async () => {
      await messaging.stop();
      await pool.end();
    },
  };
}

export function placed(key: string, items = 1, more: { bulkid?: string } = {}): AppendedEvent {
  const orderId = randomUUID();
  const event = {
    key,
    subject: orderId,
    time: new Date(),
    data: { orderId, items },
    ids: { customerid: key },
  };
  return { definition: orderPlaced, event: { ...event, ...more } };
}

export function shipped(key: string): AppendedEvent {
  const orderId = randomUUID();
  const event = { key, subject: orderId, time: new Date(), data: { orderId }, ids: { customerid: key } };
  return { definition: orderShipped, event };
}

/** A table that holds one row per effect; without a key, so that what is applied twice shows. */
export async function createEffects(pool: pg.Pool): Promise<void> {
  await pool.query(`CREATE TABLE IF NOT EXISTS effects
    (n bigint GENERATED ALWAYS AS IDENTITY, handler text, key text, sequence int, id text)`);
}

export async function recordEffect(tx: MessagingTx, handler: string, event: EventEnvelope): Promise<void> {
  await tx.query('INSERT INTO effects (handler, key, sequence, id) VALUES ($1, $2, $3, $4)', [
    ...[handler, event.partitionkey, event.streamsequence, event.id],
  ]);
}

/** Sequences that a handler applied, by stream, in the order of their effects. */
export async function effectsOf(pool: pg.Pool, handler: string): Promise<Record<string, number[]>> {
  const { rows } = await pool.query<{ key: string; sequences: number[] }>(
    `SELECT key, array_agg(sequence ORDER BY n) AS sequences FROM effects WHERE handler = $1
     GROUP BY key ORDER BY key`,
    [handler],
  );
  return Object.fromEntries(rows.map(({ key, sequences }) => [key, sequences]));
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

/** Waits until something holds; throws with the last failure after `timeoutMs`. */
export async function eventually(check: () => Promise<void> | void, timeoutMs = 10_000): Promise<void> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
