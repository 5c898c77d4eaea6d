import { afterEach, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { startTestGateway } from '../testing-gateway.ts';
import type { Counters } from './counters.ts';
import { createRateCounter } from './rate-limits.ts';

/** What holds for rate limits wherever they are counted. */
export function describeRates(
  name: string,
  places: { readonly counters: () => Counters; readonly redisUrl?: () => string },
): void {
  describe(`a rate limit counted in ${name}`, () => {
    const made: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const stop of made.splice(0)) await stop();
    });

    const start = async (env: Record<string, string>) => {
      const redis: Record<string, string> = places.redisUrl ? { GATEWAY_REDIS_URL: places.redisUrl() } : {};
      const gateway = await startTestGateway({ ...env, ...redis, GATEWAY_TRUSTED_PROXIES: '1' });
      made.push(gateway.stop);
      return gateway;
    };
    /** Each test is another client to a Redis that others use. */
    const anAddress = () => `10.${[1, 2, 3].map(() => Math.floor(Math.random() * 255)).join('.')}`;

    it('counts each key by itself, several points at once, and tells what is left', async () => {
      const counter = createRateCounter({ name: newId(), quota: 5, windowSeconds: 60 }, places.counters());
      expect(await counter.take('a', 3)).toMatchObject({ isAllowed: true, remaining: 2 });
      expect(await counter.take('a', 3)).toMatchObject({ isAllowed: false, remaining: 0 });
      expect(await counter.take('b', 5)).toMatchObject({ isAllowed: true, remaining: 0 });
      const { resetSeconds } = await counter.take('b');
      expect(resetSeconds).toBeGreaterThan(50);
      expect(resetSeconds).toBeLessThanOrEqual(60);
    });

    it('lets as many through as were asked for at once, and no more', async () => {
      const counter = createRateCounter({ name: newId(), quota: 10, windowSeconds: 60 }, places.counters());
      const taken = await Promise.all(Array.from({ length: 50 }, () => counter.take('a')));
      expect(taken.filter(({ isAllowed }) => isAllowed)).toHaveLength(10);
    });

    it('begins anew after its window', async () => {
      const counter = createRateCounter({ name: newId(), quota: 1, windowSeconds: 1 }, places.counters());
      await counter.take('a');
      expect(await counter.take('a')).toMatchObject({ isAllowed: false });
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      expect(await counter.take('a')).toMatchObject({ isAllowed: true });
    });

    it('refuses with 429, says when to come back, and holds for one address alone', async () => {
      const gateway = await start({ GATEWAY_RATE_ADDRESS: '3' });
      const [mine, other] = [{ 'x-forwarded-for': anAddress() }, { 'x-forwarded-for': anAddress() }];
      const statuses: number[] = [];
      for (let at = 0; at < 3; at += 1) statuses.push((await gateway.ask('{ hour }', mine)).status);
      const refused = await gateway.ask('{ hour }', mine);
      expect([...statuses, refused.status]).toEqual([200, 200, 200, 429]);
      expect(refused.json.errors?.[0]?.extensions).toMatchObject({
        code: 'RATE_LIMITED',
        limit: 3,
        limitName: 'address',
      });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(refused.headers.get('ratelimit')).toMatch(/^"address";r=0;t=\d+$/);
      const passed = await gateway.ask('{ hour }', other);
      expect(passed.headers.get('ratelimit-policy')).toBe('"address";q=3;w=60');
      expect(passed.headers.get('ratelimit')).toMatch(/^"address";r=2;t=\d+$/);
    });

    it('counts sensitive fields, whoever asks and however often an operation names them', async () => {
      const gateway = await start({ GATEWAY_RATE_SENSITIVE: '2', GATEWAY_SENSITIVE_FIELDS: 'join' });
      const from = { 'x-forwarded-for': anAddress() };
      const codes: (string | undefined)[] = [];
      for (let at = 0; at < 3; at += 1) {
        const { json } = await gateway.ask('mutation { join }', from);
        codes.push(json.errors?.[0]?.extensions.code);
      }
      expect(codes).toEqual([undefined, undefined, 'RATE_LIMITED']);
      expect((await gateway.ask('{ hour }', from)).status).toBe(200);
    });
  });
}
