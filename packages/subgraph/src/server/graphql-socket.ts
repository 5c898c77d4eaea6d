import type { Server } from 'node:http';
import { assertionHeader, verifyAssertion } from '@lastmile/kernel/assertion';
import { Refusal } from '@lastmile/kernel/refusal';
import { GraphQLError, parse } from 'graphql';
import type { ServerOptions, SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Caller } from '../runtime/answer-operations.ts';
import type { RunningDomain } from '../runtime/start-domain.ts';

/**
 * Subscriptions of a subgraph over graphql-ws (graphql-transport-ws). One socket of the gateway carries many; each
 * `subscribe` has an assertion of its own in `extensions`, over its query and variables.
 */
export function graphqlOverSocket(
  domain: RunningDomain,
  keys: readonly string[],
  server: Server,
): { stop(): Promise<void> } {
  const sockets = new WebSocketServer({ server, path: '/graphql', maxPayload: 1_000_000 });
  const options: ServerOptions = {
    onSubscribe: (_context, _id, payload) => {
      try {
        const caller = callerOf(domain.name, payload, keys);
        // graphql-ws looks at the document only to tell subscriptions from the rest; the domain prepares its own.
        return {
          schema: domain.schema.schema,
          document: parse(payload.query),
          operationName: payload.operationName ?? null,
          contextValue: { payload, caller },
        };
      } catch (error) {
        const code = error instanceof Refusal ? error.code : 'BAD_INPUT';
        return [new GraphQLError((error as Error).message, { extensions: { code } })];
      }
    },
    subscribe: ({ contextValue }) => run(domain, contextValue as Subscriber),
    // As they are: graphql-ws would take the errors for its own class, and close the gateway's one socket over a refusal.
    onNext: (_context, _id, _payload, _args, result) => result,
    execute: () => ({
      errors: [
        new GraphQLError('Queries and mutations are answered over HTTP', {
          extensions: { code: 'BAD_INPUT' },
        }),
      ],
    }),
  };
  const running = useServer(options, sockets);
  return { stop: async () => running.dispose() };
}

function callerOf(audience: string, payload: SubscribePayload, keys: readonly string[]): Caller {
  const token = payload.extensions?.[assertionHeader];
  return verifyAssertion(typeof token === 'string' ? token : undefined, {
    audience,
    body: socketBody(payload),
    keys,
  });
}

/** The text that an assertion over a socket is bound to. */
export function socketBody(payload: { query: string; variables?: unknown }): string {
  return JSON.stringify([payload.query, payload.variables ?? null]);
}

interface Subscriber {
  readonly payload: SubscribePayload;
  readonly caller: Caller;
}

function run(domain: RunningDomain, { payload, caller }: Subscriber): never {
  const { query, variables, operationName } = payload;
  const request = {
    document: query,
    variables: variables ?? null,
    operationName: operationName ?? undefined,
  };
  return domain.subscribe(request, caller) as never;
}
