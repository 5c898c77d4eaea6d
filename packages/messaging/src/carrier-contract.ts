import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@lastmile/database/testing';
import type { CarriedRecord, Carrier } from './carrier.ts';
import type { EventDefinition } from './define-event.ts';
import type { MessagingTx } from './domain-messaging.ts';
import { type Handler, projection, reaction } from './handler.ts';
import {
  createEffects,
  effectsOf,
  eventually,
  openTestDomain,
  orderPlaced,
  orderShipped,
  placed,
  recordEffect,
  shipped,
  type TestDomain,
  type TestDomainOptions,
  upTo,
} from './testing.ts';

/** A carrier under test. Each call of `carrierFor` is another process, as far as the carrier knows. */
export interface CarrierUnderTest {
  carrierFor(domain: string): Carrier;
  /** Puts something on the wire that is no event, where there is a wire. */
  sendRaw?(topic: string, key: string, value: string): Promise<void>;
  /** What run-until-killed.ts needs to open the same carrier in a process of its own. */
  readonly processArguments: readonly string[];
  /** How long that process lives in each round, and how many rounds there are. */
  readonly kills: { readonly rounds: number; readonly aliveMs: number };
  close(): Promise<void>;
  readonly note?: string;
}

const counting = (name: string, on: readonly EventDefinition[] = [orderPlaced, orderShipped]) =>
  projection<MessagingTx, readonly EventDefinition[]>({
    ...{ name, on },
    apply: (tx, event) => recordEffect(tx, name, event),
  }) as Handler<MessagingTx>;

const STREAM_TOPIC = orderPlaced.topic;

/** Runs both domains in a process of their own, kills it, and says how many events it had told of. */
function runAndKill(given: readonly string[], aliveMs: number): Promise<number> {
  const script = fileURLToPath(new URL('./run-until-killed.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=source', script, ...given], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '--no-warnings' },
  });
  return new Promise((resolve, reject) => {
    let told = 0;
    let timer: NodeJS.Timeout | undefined;
    child.stdout.on('data', (chunk: Buffer) => {
      // From the first commit on, so that the kill falls into the work and not into the start.
      timer ??= setTimeout(() => child.kill('SIGKILL'), aliveMs);
      told += chunk.toString().split('\n').length - 1;
    });
    child.on('error', reject);
    child.on('close', () =>
      timer ? resolve(told) : reject(new Error('It ended before it wrote anything.')),
    );
  });
}

/** What every carrier promises, whatever it is made of. */
export function describeCarrier(title: string, open: () => Promise<CarrierUnderTest>): void {
  describe(`events carried ${title}`, () => {
    let under: CarrierUnderTest;
    const opened: TestDomain[] = [];

    beforeEach(async () => {
      under = await open();
      if (under.note) process.stderr.write(`${title}: ${under.note}\n`);
    }, 60_000);
    afterEach(async () => {
      for (const domain of opened.splice(0).reverse()) await domain.close().catch(() => {});
      await under.close();
    }, 30_000);

    const openDomain = async (domain: string, more: Partial<TestDomainOptions> = {}): Promise<TestDomain> => {
      const url = more.url ?? (await createTestDatabase('messaging')).url;
      const made = openTestDomain({ domain, carrier: under.carrierFor(domain), ...more, url });
      opened.push(made);
      await createEffects(made.pool);
      await made.messaging.start();
      return made;
    };
    /** The owner of events and one who listens. */
    const openPair = async (...handlers: Handler<MessagingTx>[]) => {
      const shop = await openDomain('shop');
      return { shop, store: await openDomain('store', { handlers }) };
    };

    it('brings every event of a stream once and in order', async () => {
      const { shop, store } = await openPair(counting('count-a'), counting('count-b', [orderShipped]));
      const keys = upTo(7).map(() => randomUUID());
      for (let round = 0; round < 30; round += 1) {
        await shop.append(...keys.map((key) => (round % 3 === 2 ? shipped(key) : placed(key))));
      }
      await eventually(async () => {
        await store.messaging.settled();
        expect(Object.values(await effectsOf(store.pool, 'count-a')).flat()).toHaveLength(210);
      }, 20_000);
      const all = await effectsOf(store.pool, 'count-a');
      for (const key of keys) expect(all[key]).toEqual(upTo(30));
      const third = upTo(30).filter((sequence) => sequence % 3 === 0);
      expect(Object.values(await effectsOf(store.pool, 'count-b'))).toEqual(keys.map(() => third));
    }, 40_000);

    it('parks what a handler fails at and what follows in that stream, and nothing else', async () => {
      let broken = true;
      const failing = projection<MessagingTx, [typeof orderPlaced]>({
        name: 'fail-at-three',
        on: [orderPlaced],
        apply: async (tx, event) => {
          await recordEffect(tx, 'fail-at-three', event);
          if (broken && event.data.items === 3) throw new Error('three is too many');
        },
      });
      const { shop, store } = await openPair(failing, counting('count'));
      const [bad, good] = [randomUUID(), randomUUID()];
      for (const items of upTo(6))
        await shop.append(placed(bad, items), placed(good, items === 3 ? 9 : items));
      await eventually(async () => {
        expect((await effectsOf(store.pool, 'fail-at-three'))[good]).toEqual(upTo(6));
        expect((await effectsOf(store.pool, 'count'))[bad]).toEqual(upTo(6));
        expect(await store.messaging.parked.list()).toHaveLength(4);
      }, 20_000);
      expect((await effectsOf(store.pool, 'fail-at-three'))[bad]).toEqual([1, 2]);
      const parked = await store.messaging.parked.list({ handler: 'fail-at-three' });
      expect(parked.map(({ sequence }) => sequence)).toEqual([3, 4, 5, 6]);
      expect(parked.map(({ key }) => key)).toEqual([bad, bad, bad, bad]);
      expect(parked[0]?.reason).toContain('three is too many');

      const again = await store.messaging.parked.retry('fail-at-three', { topic: STREAM_TOPIC, key: bad });
      expect(again).toEqual({ applied: 0, drained: false, reason: 'Error: three is too many' });
      broken = false;
      const drained = await store.messaging.parked.retry('fail-at-three', { topic: STREAM_TOPIC, key: bad });
      expect(drained).toEqual({ applied: 4, drained: true });
      await shop.append(placed(bad, 7));
      await eventually(async () =>
        expect((await effectsOf(store.pool, 'fail-at-three'))[bad]).toEqual(upTo(7)),
      );
    }, 60_000);

    it('pauses on a failure of the database and parks nothing', async () => {
      let failures = 5;
      const unlucky = projection<MessagingTx, [typeof orderPlaced]>({
        name: 'unlucky',
        on: [orderPlaced],
        apply: async (tx, event) => {
          if (event.streamsequence === 2 && failures-- > 0) {
            throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
          }
          await recordEffect(tx, 'unlucky', event);
        },
      });
      const { shop, store } = await openPair(unlucky);
      const key = randomUUID();
      for (const items of upTo(4)) await shop.append(placed(key, items));
      await eventually(
        async () => expect((await effectsOf(store.pool, 'unlucky'))[key]).toEqual(upTo(4)),
        20_000,
      );
      expect(await store.messaging.parked.list()).toEqual([]);
      expect(failures).toBeLessThan(0);
    }, 40_000);

    it('goes on where it stood after a restart, whenever it was stopped', async () => {
      const shop = await openDomain('shop');
      const { url } = await createTestDatabase('messaging');
      const keys = upTo(20).map(() => randomUUID());
      const writing = (async () => {
        for (const _ of upTo(40)) await shop.append(...keys.map((key) => placed(key)));
      })();
      for (const _ of upTo(3)) {
        const store = await openDomain('store', { url, handlers: [counting('count')] });
        await new Promise((resolve) => setTimeout(resolve, 150));
        await store.close();
      }
      await writing;
      const store = await openDomain('store', { url, handlers: [counting('count')] });
      await eventually(async () => {
        const effects = await effectsOf(store.pool, 'count');
        expect(Object.values(effects).flat()).toHaveLength(800);
      }, 20_000);
      for (const sequences of Object.values(await effectsOf(store.pool, 'count'))) {
        expect(sequences).toEqual(upTo(40));
      }
    }, 60_000);

    it('begins projections at the beginning and reactions at their start, the one that came later too', async () => {
      const shop = await openDomain('shop');
      const key = randomUUID();
      await shop.append(placed(key), placed(key), placed(key));
      await shop.messaging.settled();
      const { url } = await createTestDatabase('messaging');
      const react = (name: string) =>
        reaction<MessagingTx, [typeof orderPlaced]>({
          ...{ name, on: [orderPlaced] },
          apply: (tx, event) => recordEffect(tx, name, event),
        });
      const first = [counting('project'), react('react')];
      const before = await openDomain('store', { url, handlers: first });
      await shop.append(placed(key));
      await eventually(async () => {
        expect((await effectsOf(before.pool, 'project'))[key]).toEqual([1, 2, 3, 4]);
        expect((await effectsOf(before.pool, 'react'))[key]).toEqual([4]);
      }, 20_000);
      await before.close();
      const after = await openDomain('store', {
        url,
        handlers: [...first, counting('later'), react('react-later')],
      });
      await eventually(async () => expect((await effectsOf(after.pool, 'later'))[key]).toEqual([1, 2, 3, 4]));
      await shop.append(placed(key));
      await eventually(async () => {
        expect((await effectsOf(after.pool, 'later'))[key]).toEqual([1, 2, 3, 4, 5]);
        expect((await effectsOf(after.pool, 'react-later'))[key]).toEqual([5]);
        expect((await effectsOf(after.pool, 'react'))[key]).toEqual([4, 5]);
      }, 20_000);
    }, 60_000);

    it('carries large events, many at once', async () => {
      const { shop, store } = await openPair(counting('count'));
      const key = randomUUID();
      const large = upTo(40).map(() => {
        const { definition, event } = placed(key);
        return {
          definition,
          event: { ...event, data: { ...(event.data as object), remark: 'é'.repeat(60_000) } },
        };
      });
      await shop.append(...large, placed(key));
      await eventually(
        async () => expect((await effectsOf(store.pool, 'count'))[key]).toEqual(upTo(41)),
        30_000,
      );
    }, 60_000);

    it('tells every process that follows', async () => {
      const shop = await openDomain('shop');
      const heard: Record<string, string[]> = { one: [], two: [] };
      const following = await Promise.all(
        Object.keys(heard).map((process) =>
          under.carrierFor(`gateway-${process}`).follow({
            topics: [STREAM_TOPIC],
            handle: (record: CarriedRecord) => {
              const event = typeof record.value === 'string' ? JSON.parse(record.value) : record.value;
              heard[process]?.push(event.partitionkey);
            },
          }),
        ),
      );
      const keys = upTo(20).map(() => randomUUID());
      await shop.append(...keys.map((key) => placed(key)));
      await eventually(() => {
        for (const known of Object.values(heard)) expect(new Set(known)).toEqual(new Set(keys));
      }, 20_000);
      for (const one of following) await one.stop();
    }, 60_000);

    it('loses nothing and applies nothing twice when its process is killed at any moment', async () => {
      const [shopUrl, storeUrl] = [
        await createTestDatabase('messaging'),
        await createTestDatabase('messaging'),
      ].map(({ url }) => url) as [string, string];
      const keys = upTo(5).map(() => randomUUID());
      const { rounds, aliveMs } = under.kills;
      let told = 0;
      for (const _ of upTo(rounds)) {
        const aliveFor = aliveMs * (0.5 + Math.random());
        told += await runAndKill([shopUrl, storeUrl, keys.join(','), ...under.processArguments], aliveFor);
      }
      const shop = await openDomain('shop', { url: shopUrl });
      const store = await openDomain('store', { url: storeUrl, handlers: [counting('count')] });
      await shop.messaging.settled();
      const { rows } = await shop.pool.query<{ key: string; sequence: number }>(
        'SELECT key, sequence::int FROM messaging.stream_heads ORDER BY key',
      );
      const heads = Object.fromEntries(rows.map(({ key, sequence }) => [key, upTo(sequence)]));
      expect(rows.reduce((sum, { sequence }) => sum + sequence, 0)).toBeGreaterThanOrEqual(told);
      await eventually(async () => expect(await effectsOf(store.pool, 'count')).toEqual(heads), 30_000);
      expect(await store.messaging.parked.list()).toEqual([]);
    }, 90_000);

    it('sets aside what is no event and fills the hole from the owner’s log', async () => {
      if (!under.sendRaw) return;
      const { shop, store } = await openPair(counting('count'));
      const key = randomUUID();
      await shop.append(placed(key));
      await eventually(async () => expect((await effectsOf(store.pool, 'count'))[key]).toEqual([1]), 20_000);
      await under.sendRaw(STREAM_TOPIC, key, 'this is not JSON');
      await shop.append(placed(key));
      await eventually(
        async () => expect((await effectsOf(store.pool, 'count'))[key]).toEqual([1, 2]),
        20_000,
      );
      await eventually(async () => {
        const aside = await store.messaging.parked.unreadable();
        expect(aside).toEqual([
          expect.objectContaining({ topic: STREAM_TOPIC, reason: 'UnreadableRecord: it is no JSON' }),
        ]);
      });
      expect(await store.messaging.parked.list()).toEqual([]);
    }, 60_000);
  });
}
