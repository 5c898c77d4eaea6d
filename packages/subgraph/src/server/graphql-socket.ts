import type { Server } from 'node:http';
import { assertionHeader, verifyAssertion } from '@lastmile/kernel/assertion';
import { GraphQLError } from 'graphql';
import type { ServerOptions, SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Caller, RunningDomain } from '../runtime/start-domain.ts';

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
        callerOf(domain.name, payload, keys);
        return undefined;
      } catch (error) {
        return [new GraphQLError((error as Error).message, { extensions: { code: 'UNAUTHENTICATED' } })];
      }
    },
    execute: (args) => run(domain, args as never),
    subscribe: (args) => run(domain, args as never),
  };
  const running = useServer(
    {
      ...options,
      onSubscribe: async (context, id, payload) => {
        const refused = await options.onSubscribe?.(context, id, payload);
        if (refused) return refused;
        return { payload, caller: callerOf(domain.name, payload, keys) } as never;
      },
    },
    sockets,
  );
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

function run(
  domain: RunningDomain,
  { payload, caller }: { payload: SubscribePayload; caller: Caller },
): never {
  const { query, variables, operationName } = payload;
  return domain.subscribe(
    { document: query, variables: variables ?? null, operationName: operationName ?? undefined },
    caller,
  ) as never;
}
