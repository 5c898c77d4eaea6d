import type { ApiKeyState } from '@lastmile/kernel/api-key';
import type { Counters } from '../limit/counters.ts';
import { createRateCounter, type RateCounter } from '../limit/rate-limits.ts';
import { spend } from '../limit/rate-rule.ts';
import type { AdmissionRule, Asker } from '../operation/admit-operation.ts';

const minute = { name: 'partner-minute', windowSeconds: 60, quotaOf: 'quotaPerMinute' } as const;
const day = { name: 'partner-day', windowSeconds: 86_400, quotaOf: 'quotaPerDay' } as const;

/**
 * What a partner's operations may cost in a minute and in a day, all its keys together; each counts with what it may
 * cost at most, as estimated, and with 1 at least: that is taken before it is read, so that what is refused counts too.
 * A subscription counts once, when it begins. Throws RATE_LIMITED.
 */
export function limitPartners(counters: Counters): {
  readonly eachCounts: AdmissionRule;
  readonly costCounts: AdmissionRule;
} {
  // In memory, a quota that is another begins to count anew.
  const byQuota = new Map<string, RateCounter>();
  const take = async (
    { name, windowSeconds, quotaOf }: typeof minute | typeof day,
    partner: ApiKeyState['partner'],
    points: number,
    asker: Pick<Asker, 'tell'>,
  ) => {
    const quota = partner[quotaOf];
    const key = `${name} ${quota}`;
    const counter = byQuota.get(key) ?? createRateCounter({ name, quota, windowSeconds }, counters);
    byQuota.set(key, counter);
    await spend(counter, partner.id, points, asker);
  };
  return {
    eachCounts: {
      beforeReading: async (request, { identity: { partner } }) => {
        if (partner) await take(minute, partner, 1, {});
        return request;
      },
    },
    costCounts: {
      beforeRunning: async ({ prepared, variables }, asker) => {
        const { partner } = asker.identity;
        if (!partner) return;
        const points = Math.max(1, Math.ceil(prepared.cost.estimate(variables)));
        await take(minute, partner, points - 1, asker);
        await take(day, partner, points, asker);
      },
    },
  };
}
