import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@lastmile/database/testing';
import { correlationId } from '@lastmile/telemetry/correlation';
import { silentLog } from '@lastmile/telemetry/log';
import { createMetrics } from '@lastmile/telemetry/metrics';
import { recordTraces } from '@lastmile/telemetry/record-traces';
import { createDomainMessaging, type MessagingTx } from './domain-messaging.ts';
import { type Handler, projection } from './handler.ts';
import { createInProcessCarrier } from './in-process.ts';
import { settleAll } from './settle.ts';
import { eventually, openPool, openTestDomain, orderPlaced, placed, transactOn } from './testing.ts';

describe('a domain’s messaging', () => {
  it('shows what ops’ board asks for, and carries correlation and trace from writer to handler', async () => {
    const carrier = createInProcessCarrier();
    const shop = openTestDomain({
      domain: 'shop',
      url: (await createTestDatabase('messaging')).url,
      carrier,
    });
    await shop.messaging.start();
    const metrics = createMetrics({ service: 'store', processMetrics: false });
    const traces = recordTraces('store');
    const pool = openPool((await createTestDatabase('messaging')).url);
    const correlations: (string | undefined)[] = [];
    const strict = projection<MessagingTx, [typeof orderPlaced]>({
      name: 'strict',
      on: [orderPlaced],
      apply: async (_tx, event) => {
        correlations.push(correlationId());
        if (event.data.items > 1) throw new Error('one at a time');
      },
    });
    const store = createDomainMessaging<MessagingTx>({
      ...{
        domain: 'store',
        pool,
        carrier,
        handlers: [strict],
        log: silentLog,
        metrics,
        tracer: traces.tracer,
      },
      transact: (work) => transactOn(pool, work),
      apply: (handler, tx, event) => (handler as Handler<MessagingTx>).apply(tx, event),
    });
    await store.start();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await shop.transact(({ query }) =>
      shop.messaging.append(query, [placed(randomUUID()), placed(randomUUID(), 2)], {
        correlationId: 'c-7',
        traceparent,
      }),
    );
    await settleAll([shop.messaging, store]);

    await eventually(async () => {
      const text = await metrics.text();
      expect(text).toContain(
        'lastmile_events_applied_total{domain="store",handler="strict",outcome="applied"',
      );
      expect(text).toContain(
        'lastmile_events_applied_total{domain="store",handler="strict",outcome="parked"',
      );
      expect(text).toMatch(/lastmile_events_parked\{domain="store".*\} 1/);
    });
    expect(new Set(correlations)).toEqual(new Set(['c-7']));
    const span = traces.spans().find(({ name }) => name === 'apply strict');
    expect(span).toMatchObject({ traceId: traceparent.slice(3, 35) });
    await store.stop();
    await pool.end();
    await shop.close();
  });

  it('is ready only while it runs, and starts once', async () => {
    const url = (await createTestDatabase('messaging')).url;
    const shop = openTestDomain({ domain: 'shop', url, carrier: createInProcessCarrier() });
    expect(shop.messaging.ready()).toEqual({ ok: false, why: 'the messaging of shop is not running' });
    await shop.messaging.start();
    expect(shop.messaging.ready()).toEqual({ ok: true });
    await expect(shop.messaging.start()).rejects.toThrow('was started before');
    await shop.close();
    expect(shop.messaging.ready().ok).toBe(false);
  });

  it('refuses to serve a feed that cannot be asked for', async () => {
    const url = (await createTestDatabase('messaging')).url;
    const shop = openTestDomain({ domain: 'shop', url, carrier: createInProcessCarrier() });
    for (const request of [
      { afterPosition: -1, limit: 10 },
      { afterPosition: 0, limit: 0 },
      { afterPosition: 0, limit: 1_001 },
      { afterPosition: Number.NaN, limit: 1 },
      { afterPosition: 0, limit: 1, stream: { topic: 't', key: 'k', afterSequence: 1.5 } },
    ]) {
      await expect(shop.messaging.feed(request)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
    await shop.close();
  });
});
