import type { Counters } from '../limit/counters.ts';
import { createRateCounter, type RateCounter } from '../limit/rate-limits.ts';
import { spend } from '../limit/rate-rule.ts';
import type { AdmissionRule } from '../operation/admit-operation.ts';

const windows = [
  { name: 'partner-minute', windowSeconds: 60, quotaOf: 'quotaPerMinute' },
  { name: 'partner-day', windowSeconds: 86_400, quotaOf: 'quotaPerDay' },
] as const;

/**
 * What a partner's operations may cost in a minute and in a day, all its keys together; each counts with what it may
 * cost at most, as estimated, and with 1 at least. A subscription counts once, when it begins. Throws RATE_LIMITED.
 */
export function limitPartners(counters: Counters): AdmissionRule {
  // A counter is of one quota; what a key of it has taken is kept apart from that, in the same place.
  const byQuota = new Map<string, RateCounter>();
  const counterOf = (name: string, quota: number, windowSeconds: number) => {
    const key = `${name} ${quota}`;
    const counter = byQuota.get(key) ?? createRateCounter({ name, quota, windowSeconds }, counters);
    byQuota.set(key, counter);
    return counter;
  };
  return {
    beforeRunning: async ({ prepared, variables }, asker) => {
      const { partner } = asker.identity;
      if (!partner) return;
      const points = Math.max(1, Math.ceil(prepared.cost.estimate(variables)));
      for (const { name, windowSeconds, quotaOf } of windows)
        await spend(counterOf(name, partner[quotaOf], windowSeconds), partner.id, points, asker);
    },
  };
}
