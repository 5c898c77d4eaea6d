import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { silentLog } from '@lastmile/telemetry/log';
import { type Counters, openCounters } from './counters.ts';
import { describeRates } from './describe-rates.ts';
import { createRateCounter } from './rate-limits.ts';

const url = () => process.env.LASTMILE_TEST_REDIS ?? '';
let counters: Counters;

async function opened(): Promise<Counters> {
  const made = openCounters(url(), silentLog);
  while (!made.redis?.isReady) await new Promise((resolve) => setTimeout(resolve, 5));
  return made;
}
beforeAll(async () => {
  counters = await opened();
});
afterAll(() => counters?.close());

describeRates('Redis', { counters: () => counters, redisUrl: url });

it('replicas count together', async () => {
  const other = await opened();
  const limit = { name: newId(), quota: 10, windowSeconds: 60 };
  const replicas = [createRateCounter(limit, counters), createRateCounter(limit, other)];
  const taken = await Promise.all(Array.from({ length: 40 }, (_, at) => replicas[at % 2]?.take('a')));
  expect(taken.filter((one) => one?.isAllowed)).toHaveLength(10);
  await other.close();
});

it('while Redis is away, each process counts for itself', async () => {
  const away = openCounters('redis://127.0.0.1:1', silentLog);
  const counter = createRateCounter({ name: newId(), quota: 2, windowSeconds: 60 }, away);
  const taken = [await counter.take('a'), await counter.take('a'), await counter.take('a')];
  expect(taken.map(({ isAllowed }) => isAllowed)).toEqual([true, true, false]);
  await away.close();
});
