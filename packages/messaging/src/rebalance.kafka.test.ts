import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@lastmile/database/testing';
import { silentLog } from '@lastmile/telemetry/log';
import type { Carrier } from './carrier.ts';
import { createTopics } from './create-topics.ts';
import type { MessagingTx } from './domain-messaging.ts';
import { type Handler, projection } from './handler.ts';
import { createKafkaCarrier } from './kafka.ts';
import { createKafkaClient } from './kafka-client.ts';
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

const brokers = (process.env.LASTMILE_TEST_KAFKA ?? '').split(',');

describe('a group whose members come and go', () => {
  it('loses nothing and applies nothing twice, also while partitions are added', async () => {
    const namespace = `test-${randomUUID().slice(0, 8)}.`;
    const topics = { brokers, clientId: 'test', namespace, definitions: [orderPlaced, orderShipped] };
    await createTopics({ ...topics, partitions: 2 });
    const count = projection<MessagingTx, [typeof orderPlaced]>({
      name: 'count',
      on: [orderPlaced],
      apply: (tx, event) => recordEffect(tx, 'count', event),
    }) as Handler<MessagingTx>;
    const urls = [await createTestDatabase('messaging'), await createTestDatabase('messaging')].map(
      ({ url }) => url,
    );
    const [shopUrl, storeUrl] = urls as [string, string];
    const carriers: Carrier[] = [];
    let shop: TestDomain;
    const open = async (domain: string, url: string, handlers: Handler<MessagingTx>[] = []) => {
      const carrier = createKafkaCarrier({
        ...{ brokers, clientId: domain, namespace, log: silentLog, leaseMs: 1_000, sessionMs: 6_000 },
        feed: (_domain, request) => shop.messaging.feed(request),
      });
      carriers.push(carrier);
      const made = openTestDomain({ domain, url, carrier, handlers });
      await createEffects(made.pool);
      await made.messaging.start();
      return made;
    };
    shop = await open('shop', shopUrl);
    // The owner has replicas too: one at a time publishes.
    const replica = await open('shop', shopUrl);
    const stays = await open('store', storeUrl, [count]);

    const keys = upTo(15).map(() => randomUUID());
    let writing = true;
    let appending: Promise<void> | undefined;
    const writer = (async () => {
      let rounds = 0;
      for (; writing; rounds += 1) {
        const owner = rounds % 2 ? shop : replica;
        appending = owner.append(...keys.map((key) => placed(key)));
        await appending;
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
      return rounds;
    })();
    for (const round of upTo(3)) {
      const comes = await open('store', storeUrl, [count]);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      if (round === 2) {
        await createTopics({ ...topics, partitions: 5 });
        // The other replica takes over, and sends to the new partitions as well.
        const first = shop;
        shop = replica;
        await appending;
        await first.close();
      }
      await comes.close();
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    writing = false;
    const rounds = await writer;
    const { rows } = await replica.pool.query<{ sequence: number }>(
      'SELECT sequence::int FROM messaging.stream_heads',
    );
    expect(rows.length).toBe(15);
    const written = Math.max(...rows.map(({ sequence }) => sequence));
    expect(written).toBe(rounds);
    await eventually(async () => {
      const effects = await effectsOf(stays.pool, 'count');
      for (const key of keys) expect(effects[key]).toEqual(upTo(written));
    }, 90_000);
    expect(await stays.messaging.parked.list()).toEqual([]);
    expect(await usedPartitions(namespace)).toBeGreaterThan(2);
    process.stderr.write(`${written * 15} events through 4 rebalances and 3 new partitions\n`);
    await stays.close();
    await replica.close();
    await Promise.all(carriers.map((carrier) => carrier.close()));
  }, 150_000);
});

async function usedPartitions(namespace: string): Promise<number> {
  const admin = createKafkaClient({ brokers, clientId: 'test' }, silentLog).admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(`${namespace}${orderPlaced.topic}`);
  await admin.disconnect();
  return offsets.filter(({ high }) => Number(high) > 0).length;
}
