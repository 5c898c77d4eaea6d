import type { Source } from '@lastmile/federation/source/source';
import { type BreakerState, withBreaker } from '@lastmile/federation/source/with-breaker';
import { withRetry } from '@lastmile/federation/source/with-retry';
import type { Metrics } from '@lastmile/telemetry/metrics';

/** A mutation may wait for somebody outside; it is not asked twice, so it is given time. In milliseconds. */
export const mutationMs = 30_000;
/** Of a query's time, for one read: what is left is for the rest of the answer to be written. */
export const readShare = 0.85;

export type GuardSource = (name: string, source: Source) => Source;

/** Reads of a subgraph are tried once more where it could not be reached, and not sent while it is away; told in metrics. */
export function guardSources(metrics: Metrics): GuardSource {
  const told = observe(metrics);
  return (name, source) => {
    told.breaker(name, 'closed');
    return withBreaker(withRetry(source, { onRetry: () => told.retried(name) }), {
      onChange: (state) => told.breaker(name, state),
    });
  };
}

const stateNumbers: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

/** Metrics of what goes on towards subgraphs. */
function observe(metrics: Metrics) {
  const breakers = metrics.gauge({
    name: 'gateway_subgraph_breaker',
    help: 'Of each subgraph: 0 closed, requests go through; 1 half open, one tries; 2 open, none goes through',
    labels: ['subgraph'],
  });
  const changes = metrics.counter({
    name: 'gateway_subgraph_breaker_changes_total',
    help: 'Changes of the breaker of each subgraph, by the state that it came to',
    labels: ['subgraph', 'state'],
  });
  const retries = metrics.counter({
    name: 'gateway_subgraph_retries_total',
    help: 'Reads that were sent to a subgraph once more',
    labels: ['subgraph'],
  });
  return {
    breaker: (subgraph: string, state: BreakerState) => {
      breakers.set({ subgraph }, stateNumbers[state]);
      changes.add({ subgraph, state });
    },
    retried: (subgraph: string) => retries.add({ subgraph }),
  };
}
