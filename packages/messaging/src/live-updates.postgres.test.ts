import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@lastmile/database/testing';
import { createInProcessCarrier } from './in-process.ts';
import { writeCursor } from './live-cursor.ts';
import type { LiveRequest, LiveUpdate } from './live-updates.ts';
import { beginEpoch } from './log-epoch.ts';
import {
  openTestDomain,
  orderPlaced,
  orderShipped,
  placed,
  shipped,
  type TestDomain,
  upTo,
} from './testing.ts';

const on = [orderPlaced, orderShipped];

describe('live updates', () => {
  let shop: TestDomain;
  let url: string;
  beforeEach(async () => {
    url = (await createTestDatabase('messaging')).url;
    shop = openTestDomain({ domain: 'shop', url, carrier: createInProcessCarrier() });
    await shop.messaging.start();
  });
  afterEach(() => shop.close());

  const about = (customer: string, more: Partial<LiveRequest> = {}): LiveRequest => ({
    ...{ on, subject: { name: 'customerid', id: customer }, ...more },
  });
  const take = async (updates: AsyncGenerator<LiveUpdate>, count: number): Promise<LiveUpdate[]> => {
    const taken: LiveUpdate[] = [];
    while (taken.length < count) {
      const { value, done } = await updates.next();
      if (done) break;
      taken.push(value);
    }
    return taken;
  };
  const sequences = (updates: readonly LiveUpdate[]) =>
    updates.flatMap((update) => (update.kind === 'EVENT' ? [update.event.streamsequence] : []));

  it('begin with a cursor and bring the events of their subject only', async () => {
    const [mine, other] = [randomUUID(), randomUUID()];
    await shop.append(placed(mine));
    await shop.messaging.settled();
    const updates = shop.messaging.live.subscribe(about(mine));
    const [first] = await take(updates, 1);
    expect(first).toEqual({ kind: 'SUBSCRIBED', cursor: writeCursor({ epoch: 1, position: 1 }) });
    await shop.append(placed(other), shipped(mine), placed(other));
    await shop.append(placed(mine));
    const [second, third] = await take(updates, 2);
    expect(second).toMatchObject({ kind: 'EVENT', event: { type: orderShipped.type, partitionkey: mine } });
    expect(third).toMatchObject({ kind: 'EVENT', cursor: writeCursor({ epoch: 1, position: 5 }) });
    await updates.return();
  });

  it('bring only the kinds that were asked for, and without a subject no mass work', async () => {
    const customer = randomUUID();
    const kinds = shop.messaging.live.subscribe(about(customer, { on: [orderShipped] }));
    const all = shop.messaging.live.subscribe({ on });
    const bulk = shop.messaging.live.subscribe({ on, includeBulk: true });
    for (const updates of [kinds, all, bulk]) await take(updates, 1);
    await shop.append(placed(customer, 1, { bulkid: 'run' }), shipped(customer), placed(customer));
    expect(sequences(await take(kinds, 1))).toEqual([2]);
    expect(sequences(await take(all, 2))).toEqual([2, 3]);
    expect(sequences(await take(bulk, 3))).toEqual([1, 2, 3]);
    for (const updates of [kinds, all, bulk]) await updates.return();
  });

  it('leave no gap and repeat nothing between replay and live, while several write', async () => {
    const customer = randomUUID();
    await shop.append(placed(customer));
    await shop.messaging.settled();
    let cursor = (await take(shop.messaging.live.subscribe(about(customer)), 1))[0]?.cursor as string;
    const seen: number[] = [1];
    const writers = upTo(4).map(async () => {
      for (const _ of upTo(60)) await shop.append(placed(customer), placed(randomUUID()));
    });
    while (seen.length < 241) {
      const updates = shop.messaging.live.subscribe(about(customer, { after: cursor }));
      const some = await take(updates, 1 + Math.min(1 + Math.floor(Math.random() * 9), 241 - seen.length));
      expect(some[0]).toEqual({ kind: 'SUBSCRIBED', cursor });
      seen.push(...sequences(some));
      cursor = some.at(-1)?.cursor as string;
      await updates.return();
    }
    await Promise.all(writers);
    expect(seen).toEqual(upTo(241));
  }, 30_000);

  it('replay 1,000 matching events however old the cursor, and beyond that say RESYNC', async () => {
    const [customer, other] = [randomUUID(), randomUUID()];
    const beginning = writeCursor({ epoch: 1, position: 0 });
    await shop.append(...upTo(1_000).flatMap(() => [placed(customer), placed(other), placed(other)]));
    await shop.messaging.settled();
    const whole = shop.messaging.live.subscribe(about(customer, { after: beginning }));
    const replayed = await take(whole, 1_001);
    expect(sequences(replayed)).toEqual(upTo(1_000));
    await whole.return();
    await shop.append(placed(customer));
    await shop.messaging.settled();
    const tooMuch = shop.messaging.live.subscribe(about(customer, { after: beginning }));
    expect(await take(tooMuch, 1)).toEqual([
      { kind: 'RESYNC', cursor: writeCursor({ epoch: 1, position: 3_001 }) },
    ]);
    await shop.append(placed(customer));
    expect(sequences(await take(tooMuch, 1))).toEqual([1_002]);
    await tooMuch.return();
  }, 20_000);

  it('say RESYNC for a cursor of another epoch or of a log that was longer', async () => {
    const customer = randomUUID();
    await shop.append(placed(customer));
    await shop.messaging.settled();
    const future = writeCursor({ epoch: 1, position: 99 });
    const ahead = shop.messaging.live.subscribe(about(customer, { after: future }));
    expect((await take(ahead, 1)).map(({ kind }) => kind)).toEqual(['RESYNC']);
    await ahead.return();
    await beginEpoch(shop.pool);
    await shop.append(placed(customer));
    await shop.messaging.settled();
    const old = writeCursor({ epoch: 1, position: 1 });
    const restored = shop.messaging.live.subscribe(about(customer, { after: old }));
    expect(await take(restored, 1)).toEqual([
      { kind: 'RESYNC', cursor: writeCursor({ epoch: 2, position: 2 }) },
    ]);
    await restored.return();
  });

  it('refuse a cursor that is none, and a subject that is none', () => {
    for (const after of ['nonsense', '', '!', Buffer.from('1.0.1').toString('base64url'), 'x'.repeat(500)]) {
      expect(() => shop.messaging.live.subscribe({ on, after })).toThrow(
        expect.objectContaining({ code: 'BAD_INPUT' }),
      );
    }
    expect(() => shop.messaging.live.subscribe(about('not\0an id'))).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT' }),
    );
  });

  it('forget what a reader that is too slow has not read, and tell it so', async () => {
    const customer = randomUUID();
    const slow = shop.messaging.live.subscribe(about(customer));
    await take(slow, 1);
    await shop.append(...upTo(1_500).map(() => placed(customer)));
    await shop.messaging.settled();
    expect(await take(slow, 1)).toEqual([
      { kind: 'RESYNC', cursor: writeCursor({ epoch: 1, position: 1_500 }) },
    ]);
    await shop.append(placed(customer));
    expect(sequences(await take(slow, 1))).toEqual([1_501]);
    await slow.return();
  });

  it('end at once when the reader leaves or the log is closed, also while waiting', async () => {
    const leaving = shop.messaging.live.subscribe(about(randomUUID()));
    const staying = shop.messaging.live.subscribe(about(randomUUID()));
    await take(leaving, 1);
    await take(staying, 1);
    const waiting = leaving.next();
    await leaving.return();
    expect((await waiting).done).toBe(true);
    const other = staying.next();
    await shop.messaging.stop();
    expect((await other).done).toBe(true);
  });

  it('reach the subscribers of another replica', async () => {
    const replica = openTestDomain({ domain: 'shop', url, carrier: createInProcessCarrier() });
    await replica.messaging.start();
    const customer = randomUUID();
    const updates = replica.messaging.live.subscribe(about(customer));
    await take(updates, 1);
    await shop.append(placed(customer));
    expect(sequences(await take(updates, 1))).toEqual([1]);
    await updates.return();
    await replica.close();
  });
});
