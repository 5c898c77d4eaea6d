import type { Metrics } from '@lastmile/telemetry/metrics';

export type AppliedOutcome = 'applied' | 'duplicate' | 'parked';

/** What the boards and alerts of ops show of events, by the names in ops/README.md. */
export interface MessagingMetrics {
  published(type: string, count: number): void;
  applied(handler: string, outcome: AppliedOutcome): void;
  /** Events of this domain's handlers that wait for somebody to retry them. */
  parkedNow(count: number): void;
  /** Seconds since the oldest event was written that has arrived and is not applied yet; 0 when there is none. */
  lag(seconds: number): void;
}

export function createMessagingMetrics(metrics: Metrics, domain: string): MessagingMetrics {
  const published = metrics.counter({
    name: 'events_published_total',
    help: 'Events that were given their position in the log of the domain',
    labels: ['domain', 'type'],
  });
  const applied = metrics.counter({
    name: 'events_applied_total',
    help: 'Events that a handler of the domain was brought, by what became of them',
    labels: ['domain', 'handler', 'outcome'],
  });
  const parked = metrics.gauge({
    name: 'events_parked',
    help: 'Events that wait for somebody to retry them',
    labels: ['domain'],
  });
  const lag = metrics.gauge({
    name: 'event_lag_seconds',
    help: 'Age of the oldest event that has arrived and is not applied yet',
    labels: ['domain'],
  });
  return {
    published: (type, count) => published.add({ domain, type }, count),
    applied: (handler, outcome) => applied.add({ domain, handler, outcome }),
    parkedNow: (count) => parked.set({ domain }, count),
    lag: (seconds) => lag.set({ domain }, seconds),
  };
}
