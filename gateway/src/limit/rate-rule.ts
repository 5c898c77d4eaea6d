import type { AdmissionRule, Asker } from '../operation/admit-operation.ts';
import { LimitExceeded } from '../operation/present-error.ts';
import type { Counters } from './counters.ts';
import { networkOf } from './network-of.ts';
import { createRateCounter, type RateCounter, type Taken } from './rate-limits.ts';
import { rootFieldsOf } from './root-fields.ts';

/** Of one minute each; 0 sets a limit aside. */
export interface RateSettings {
  /** Operations of one address. */
  readonly address: number;
  /** Operations of one signed-in user, from whatever address. */
  readonly user: number;
  /** Sensitive root fields of one address. */
  readonly sensitive: number;
}

/** Limits of operations per minute, by address and user, and of tries at secrets. Throws RATE_LIMITED, with 429. */
export function limitRates(
  rates: RateSettings,
  sensitive: ReadonlySet<string>,
  counters: Counters,
): AdmissionRule {
  const counterOf = (name: keyof RateSettings) =>
    rates[name] > 0
      ? createRateCounter({ name, quota: rates[name], windowSeconds: 60 }, counters)
      : undefined;
  const [address, user, tries] = [counterOf('address'), counterOf('user'), counterOf('sensitive')];
  return {
    beforeReading: async (request, asker) => {
      const { identity, client } = asker;
      // A partner has quotas of its own, and many machines behind one address.
      if (address && !identity.partner) await spend(address, networkOf(client.address), 1, asker);
      if (user && identity.standing?.kind === 'session')
        await spend(user, identity.standing.holderId, 1, asker);
      return request;
    },
    beforeRunning: async ({ prepared }, asker) => {
      if (!tries) return;
      const count = rootFieldsOf(prepared).filter((name) => sensitive.has(name)).length;
      if (count > 0) await spend(tries, networkOf(asker.client.address), count, asker);
    },
  };
}

/** Takes from a counter, and tells the caller what is left of it. Throws RATE_LIMITED, and has taken nothing then. */
export async function spend(
  counter: RateCounter,
  key: string,
  points: number,
  asker: Pick<Asker, 'tell'>,
): Promise<void> {
  const taken = await counter.take(key, points);
  const headers = rateHeaders(counter, taken);
  if (taken.isAllowed) {
    asker.tell?.(headers);
    return;
  }
  await counter.giveBack(key, points);
  throw new LimitExceeded(
    'RATE_LIMITED',
    `Too many at a time: ${counter.quota} in ${counter.windowSeconds} s are allowed (${counter.name}). Try again in ${taken.resetSeconds} s.`,
    { limit: counter.quota, limitName: counter.name, retryAfterSeconds: taken.resetSeconds },
    { ...headers, 'retry-after': String(taken.resetSeconds) },
  );
}

/** As draft-ietf-httpapi-ratelimit-headers has them. */
function rateHeaders({ name, quota, windowSeconds }: RateCounter, { remaining, resetSeconds }: Taken) {
  return {
    'ratelimit-policy': `"${name}";q=${quota};w=${windowSeconds}`,
    ratelimit: `"${name}";r=${remaining};t=${resetSeconds}`,
  };
}
