import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Counters } from './counters.ts';

export interface RateLimit {
  /** For headers, codes and keys. */
  readonly name: string;
  /** How much is allowed in a window. */
  readonly quota: number;
  readonly windowSeconds: number;
}

export interface Taken {
  readonly isAllowed: boolean;
  readonly remaining: number;
  readonly resetSeconds: number;
}

/** Counts what each key takes of a limit, in fixed windows. */
export interface RateCounter extends RateLimit {
  take(key: string, points?: number): Promise<Taken>;
  /** Gives back what was taken for nothing. */
  giveBack(key: string, points: number): Promise<void>;
}

/**
 * A limit counted in Redis, for all replicas together, or without one in this process. While Redis is away or slow,
 * each process counts for itself: a limit that fails shut would be an outage, one that fails open no limit.
 */
export function createRateCounter(limit: RateLimit, counters: Counters): RateCounter {
  const options = {
    points: limit.quota,
    duration: limit.windowSeconds,
    keyPrefix: `lastmile:rate:${limit.name}`,
  };
  const own = new RateLimiterMemory(options);
  const limiter = counters.redis
    ? new RateLimiterRedis({
        ...options,
        ...{ storeClient: counters.redis, useRedisPackage: true },
        ...{ insuranceLimiter: own, rejectIfRedisNotReady: true },
      })
    : own;
  return {
    ...limit,
    take: async (key, points = 1) => {
      try {
        return taken(await limiter.consume(key, points), true);
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return taken(refused, false);
        throw refused;
      }
    },
    giveBack: async (key, points) => {
      await limiter.reward(key, points);
    },
  };
}

const taken = ({ remainingPoints, msBeforeNext }: RateLimiterRes, isAllowed: boolean): Taken => ({
  isAllowed,
  remaining: Math.max(remainingPoints, 0),
  resetSeconds: Math.max(Math.ceil(msBeforeNext / 1_000), 0),
});
