import { assertionHeader, signAssertion } from '@lastmile/kernel/assertion';
import { newId } from '@lastmile/kernel/id';
import type { CallerOf } from './identify-callers.ts';
import type { ServedSubgraphs } from './serve-subgraphs.ts';

/** A gateway that is not ours, over the provider's subgraphs. */
export interface GatewayElsewhere {
  readonly name: string;
  readonly url: string;
  stop(): Promise<unknown>;
}

export interface ElsewhereOptions {
  /** The composed supergraph, as it is. */
  readonly supergraphSdl: string;
  readonly subgraphs: ServedSubgraphs;
  readonly callerOf: CallerOf;
  /** A package.json beside whose node_modules the gateway is. */
  readonly installedAt: string;
}

export type ServeElsewhere = (options: ElsewhereOptions) => Promise<GatewayElsewhere>;

/** What every gateway must add to a request, that it may ask a subgraph on somebody's behalf. */
export function assertionFor(
  subgraph: string,
  actor: Awaited<ReturnType<CallerOf>>,
  body: string,
  key: string,
): Record<string, string> {
  const token = signAssertion({ audience: subgraph, actor, correlationId: newId() }, body, key);
  return { [assertionHeader]: token };
}
