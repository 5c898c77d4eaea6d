import type { Actor, ClientPlace } from '@lastmile/kernel/actor';
import type { OperationKind } from '@lastmile/telemetry/request-metrics';

/** Who asks, as the sources towards the subgraphs are told. One per request, and per event of a live subscription. */
export interface RequestContext {
  readonly actor: Actor;
  readonly correlationId: string;
  /** W3C trace context to carry on. */
  readonly traceparent?: string | undefined;
  /** Headers of the client that are passed on as they came. */
  readonly forwarded?: Readonly<Record<string, string>> | undefined;
  /** Where the request comes from. */
  readonly client?: ClientPlace | undefined;
  /** Called when a subgraph says that the caller's rights have changed. */
  readonly onMembershipVersion?: ((version: number) => void) | undefined;
  /** Calls back when whoever asked goes before they are answered. */
  readonly onLeft?: ((left: () => void) => void) | undefined;
  /** Told what the operation is and how it ended, for the metrics. */
  readonly onOutcome?: ((kind: OperationKind, outcome: string) => void) | undefined;
}
