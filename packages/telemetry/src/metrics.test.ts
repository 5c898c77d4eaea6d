import { describe, expect, it } from '@jest/globals';
import { createMetrics, noMetrics } from './metrics.ts';

describe('metrics', () => {
  it('appear in the text with prefix, labels and the service', async () => {
    const metrics = createMetrics({ service: 'billing', processMetrics: false });
    const deliveries = metrics.counter({
      name: 'deliveries_total',
      help: 'Letters',
      labels: ['channel', 'outcome'],
    });
    deliveries.add({ channel: 'email', outcome: 'sent' });
    deliveries.add({ channel: 'email', outcome: 'sent' }, 2);
    metrics.gauge({ name: 'outages_open', help: 'Open outages' }).set({}, 4);
    expect(metrics.contentType).toContain('text/plain');
    const text = await metrics.text();
    expect(text).toContain('lastmile_deliveries_total{channel="email",outcome="sent",service="billing"} 3');
    expect(text).toContain('lastmile_outages_open{service="billing"} 4');
  });

  it('let a metric name the service itself, for several in one process', async () => {
    const metrics = createMetrics({ service: 'standalone', processMetrics: false });
    metrics.counter({ name: 'x_total', help: 'x', labels: ['service'] }).add({ service: 'auth' });
    expect(await metrics.text()).toContain('lastmile_x_total{service="auth"} 1');
  });

  it('hand out the same object for the same name', () => {
    const metrics = createMetrics({ service: 's', processMetrics: false });
    const spec = { name: 'a_total', help: 'a', labels: ['b'] } as const;
    expect(metrics.counter(spec)).toBe(metrics.counter(spec));
    expect(metrics.counter({ ...spec, name: 'lastmile_a_total' })).toBe(metrics.counter(spec));
  });

  it('refuse one name for two shapes and say both', () => {
    const metrics = createMetrics({ service: 's', processMetrics: false });
    metrics.counter({ name: 'a_total', help: 'a', labels: ['b'] });
    expect(() => metrics.gauge({ name: 'a_total', help: 'a' })).toThrow(/counter\(b\).*gauge\(\)/);
    expect(() => metrics.counter({ name: 'a_total', help: 'a', labels: ['c'] })).toThrow(
      /counter\(b\).*counter\(c\)/,
    );
  });

  it('measure seconds in a histogram', async () => {
    const metrics = createMetrics({ service: 's', processMetrics: false });
    const seconds = metrics.histogram({
      name: 'work_seconds',
      help: 'w',
      labels: ['outcome'],
      buckets: [1, 2],
    });
    seconds.observe({ outcome: 'ok' }, 1.5);
    seconds.start()({ outcome: 'ok' });
    const text = await metrics.text();
    expect(text).toContain('lastmile_work_seconds_bucket{le="1",service="s",outcome="ok"} 1');
    expect(text).toContain('lastmile_work_seconds_count{service="s",outcome="ok"} 2');
  });

  it('bring a gauge up to date at each scrape', async () => {
    const metrics = createMetrics({ service: 's', processMetrics: false });
    let lag = 1;
    metrics.gauge({
      name: 'event_lag_seconds',
      help: 'lag',
      labels: ['domain'],
      collect: async (gauge) => gauge.set({ domain: 'billing' }, lag),
    });
    expect(await metrics.text()).toContain('{domain="billing",service="s"} 1');
    lag = 7;
    expect(await metrics.text()).toContain('{domain="billing",service="s"} 7');
  });

  it('keep services of one process apart and include the process', async () => {
    const one = createMetrics({ service: 'one' });
    const two = createMetrics({ service: 'two', processMetrics: false });
    one.counter({ name: 'a_total', help: 'a' }).add({});
    expect(await two.text()).not.toContain('a_total');
    expect(await one.text()).toContain('process_cpu_user_seconds_total{service="one"}');
  });

  it('switched off are one set of objects that do nothing', async () => {
    const off = createMetrics({ service: 's', enabled: false });
    expect(off).toBe(noMetrics);
    const counter = off.counter({ name: 'a', help: 'a', labels: ['x'] });
    expect(off.counter({ name: 'b', help: 'b' })).toBe(counter);
    counter.add({ x: '1' });
    expect(await off.text()).toBe('');
  });
});
