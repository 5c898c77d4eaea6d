import type { Metrics } from './metrics.ts';

/** `query`, `mutation`, `subscription`; `unknown` for what was refused before it was read. */
export type OperationKind = 'query' | 'mutation' | 'subscription' | 'unknown';

/** Starts a clock; called with what it was and how it ended: `ok`, or the code of the first error. */
export type MeasureRequest = () => (kind: OperationKind, outcome: string) => void;

/** GraphQL requests as the board counts them (ops/README.md), for a service of which several may share a process. */
export function measureRequests(metrics: Metrics, service: string): MeasureRequest {
  const total = metrics.counter({
    name: 'graphql_requests_total',
    help: 'GraphQL requests by kind and outcome',
    labels: ['service', 'operation_kind', 'outcome'],
  });
  const seconds = metrics.histogram({
    name: 'graphql_request_seconds',
    help: 'How long GraphQL requests took',
    labels: ['service'],
  });
  return () => {
    const stop = seconds.start();
    return (kind, outcome) => {
      stop({ service });
      total.add({ service, operation_kind: kind, outcome });
    };
  };
}

/** The outcome of a GraphQL answer. */
export function outcomeOf(errors: readonly { readonly extensions?: unknown }[] | undefined): string {
  const first = errors?.[0];
  if (!first) return 'ok';
  const { code } = (first.extensions ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : 'INTERNAL';
}
