import type { Metrics } from '@lastmile/telemetry/metrics';

/** What the boards of ops show of events. */
export interface MessagingMetrics {
  published(topic: string, count: number): void;
  applied(handler: string): void;
  parkedNow(handler: string, count: number): void;
  /** Seconds between the writing of the last applied event of a domain and its effect here. */
  lag(source: string, seconds: number): void;
}

export function createMessagingMetrics(metrics: Metrics): MessagingMetrics {
  const published = metrics.counter({
    name: 'events_published_total',
    help: 'Events handed to the carrier',
    labels: ['topic'],
  });
  const applied = metrics.counter({
    name: 'events_applied_total',
    help: 'Events applied by a handler',
    labels: ['handler'],
  });
  const parked = metrics.gauge({
    name: 'events_parked',
    help: 'Events that wait for somebody to retry them',
    labels: ['handler'],
  });
  const lag = metrics.gauge({
    name: 'event_lag_seconds',
    help: 'Age of the last event of a domain when it was applied here',
    labels: ['source'],
  });
  return {
    published: (topic, count) => published.add({ topic }, count),
    applied: (handler) => applied.add({ handler }),
    parkedNow: (handler, count) => parked.set({ handler }, count),
    lag: (source, seconds) => lag.set({ source }, seconds),
  };
}
