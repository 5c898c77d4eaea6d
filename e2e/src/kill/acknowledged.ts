import { Kind } from 'graphql';
import type { GraphqlClient } from '../client/graphql-client.ts';

/** A mutation that a client was told has happened. */
export interface Acknowledged {
  readonly field: string;
  readonly variables: unknown;
  readonly result: { readonly __typename: string };
}

/** Keeps what a client is told of its mutations, from now on. */
export function recordAcknowledged(client: GraphqlClient, into: Acknowledged[]): void {
  const ask = client.ask.bind(client) as GraphqlClient['ask'];
  client.ask = async (document, variables) => {
    const answer = await ask(document, variables);
    const isMutation = document.definitions.some(
      (definition) => definition.kind === Kind.OPERATION_DEFINITION && definition.operation === 'mutation',
    );
    if (!isMutation) return answer;
    for (const [field, result] of Object.entries(
      (answer.data ?? {}) as Record<string, Acknowledged['result']>,
    )) {
      if (/Success$|^PaymentPending$/.test(result.__typename)) into.push({ field, variables, result });
    }
    return answer;
  };
}
