import type { Log } from '@lastmile/telemetry/log';
import { createClient } from 'redis';

/** Where limits are counted. */
export interface Counters {
  /** Absent where each process counts for itself. */
  readonly redis?: { readonly isReady: boolean } | undefined;
  close(): Promise<void>;
}

/** Connects in the background and again whenever it breaks: the gateway answers without it. */
export function openCounters(url: string | undefined, log: Log): Counters {
  if (!url) return { close: async () => {} };
  const redis = createClient({
    url,
    // What is asked while it is away fails at once, and is counted here instead.
    disableOfflineQueue: true,
    commandOptions: { timeout: 500 },
    socket: { connectTimeout: 2_000, reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, 5_000) },
  });
  let isAway = false;
  redis.on('error', (error) => {
    if (!isAway) log.warn('Redis is away; this process counts its limits by itself', { error });
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) log.info('Redis is back; limits are counted for all replicas again');
    isAway = false;
  });
  redis.connect().catch(() => {});
  return { redis, close: async () => redis.destroy() };
}
