import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { getOperationAST } from 'graphql';
import type { GraphqlClient } from '../client/graphql-client.ts';

/** A query, with whoever asks it. */
export interface Read {
  readonly name: string;
  readonly document: TypedDocumentNode<unknown, Readonly<Record<string, unknown>>>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly client: GraphqlClient;
}

/** Each query that the client asks from now on, once for its variables; `afterMutation` is waited for after each mutation. */
export function recordReads(
  client: GraphqlClient,
  afterMutation: () => Promise<void> = async () => {},
): () => readonly Read[] {
  const reads = new Map<string, Read>();
  const ask = client.ask.bind(client);
  client.ask = async (document, variables) => {
    const operation = getOperationAST(document);
    const answer = await ask(document, variables);
    if (operation?.operation === 'mutation') await afterMutation();
    else {
      const name = operation?.name?.value ?? 'query';
      const read = { name, document, variables, client } as unknown as Read;
      reads.set(`${name} ${JSON.stringify(variables)}`, read);
    }
    return answer;
  };
  return () => [...reads.values()];
}
