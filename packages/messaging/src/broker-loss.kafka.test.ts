import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@lastmile/database/testing';
import { createLog, silentLog } from '@lastmile/telemetry/log';
import type { Carrier } from './carrier.ts';
import { createTopics } from './create-topics.ts';
import type { MessagingTx } from './domain-messaging.ts';
import { type Handler, projection } from './handler.ts';
import { createKafkaCarrier } from './kafka.ts';
import {
  createEffects,
  effectsOf,
  eventually,
  openTestDomain,
  orderPlaced,
  orderShipped,
  placed,
  recordEffect,
  type TestDomain,
  upTo,
} from './testing.ts';

/** Of ops/src/kafka/start-kafka.ts, which this package does not depend on. */
interface OwnBroker {
  readonly bootstrap: string[];
  kill(index: number, signal: NodeJS.Signals): Promise<void>;
  restart(index: number): Promise<void>;
  stop(): Promise<void>;
}

describe('while the broker is away', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lastmile-broker-loss-'));
  let broker: OwnBroker;
  beforeAll(async () => {
    const name = '@lastmile/ops/kafka/start-kafka';
    const { startKafka } = (await import(name)) as { startKafka: (options: object) => Promise<OwnBroker> };
    broker = await startKafka({ brokers: 1, dataDir });
    const definitions = [orderPlaced, orderShipped];
    await createTopics({ brokers: broker.bootstrap, clientId: 'test', partitions: 3, definitions });
  }, 120_000);
  afterAll(async () => {
    await broker?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 30_000);

  const count = projection<MessagingTx, [typeof orderPlaced]>({
    name: 'count',
    on: [orderPlaced],
    apply: (tx, event) => recordEffect(tx, 'count', event),
  }) as Handler<MessagingTx>;

  it('a domain starts, writes, says so, and hands over everything when the broker is back', async () => {
    const lines: string[] = [];
    const log = createLog({ service: 'test', destination: { write: (line) => lines.push(line) } });
    const carriers: Carrier[] = [];
    const open = async (domain: string, url: string, handlers: Handler<MessagingTx>[] = []) => {
      const carrier: Carrier = createKafkaCarrier({
        ...{ brokers: broker.bootstrap, clientId: domain, log, leaseMs: 1_000, sessionMs: 6_000 },
        feed: (_domain, request) => shop.messaging.feed(request),
      });
      carriers.push(carrier);
      const made = openTestDomain({ domain, url, carrier, handlers, log: silentLog });
      await createEffects(made.pool);
      await made.messaging.start();
      return made;
    };
    await broker.kill(0, 'SIGKILL');
    let shop: TestDomain;
    shop = await open('shop', (await createTestDatabase('messaging')).url);
    const store = await open('store', (await createTestDatabase('messaging')).url, [count]);
    const key = randomUUID();
    await shop.append(placed(key), placed(key));
    expect(shop.messaging.ready().ok).toBe(false);
    await eventually(() => {
      expect(shop.messaging.ready().why).toMatch(/publishing the log of shop to Kafka: .*/);
      expect(lines.some((line) => line.includes('publishing the log of shop to Kafka failed'))).toBe(true);
      expect(store.messaging.ready().ok).toBe(false);
    }, 30_000);

    await broker.restart(0);
    await eventually(async () => expect((await effectsOf(store.pool, 'count'))[key]).toEqual([1, 2]), 40_000);
    await eventually(() => {
      expect(shop.messaging.ready()).toEqual({ ok: true });
      expect(store.messaging.ready()).toEqual({ ok: true });
    }, 20_000);

    const writing = (async () => {
      for (const _ of upTo(60)) {
        await shop.append(placed(key));
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await broker.kill(0, 'SIGKILL');
    await eventually(() => expect(shop.messaging.ready().ok).toBe(false), 30_000);
    await broker.restart(0);
    const from = performance.now();
    await writing;
    await eventually(
      async () => expect((await effectsOf(store.pool, 'count'))[key]).toEqual(upTo(62)),
      60_000,
    );
    process.stderr.write(
      `flowing again ${Math.round(performance.now() - from)} ms after the broker was back\n`,
    );
    expect(await store.messaging.parked.list()).toEqual([]);
    await store.close();
    await shop.close();
    await Promise.all(carriers.map((carrier) => carrier.close()));
  }, 180_000);
});
