import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { Actor } from '@lastmile/kernel/actor';
import { assertionFor, type ServeElsewhere } from './gateway-elsewhere.ts';

interface DataSourceRequest {
  readonly request: { query?: string; http?: { headers: Map<string, string> } };
  readonly context: { readonly actor: Actor };
}

/** @apollo/gateway on @apollo/server's own standalone server, as their documentation sets them up. */
export const serveStock: ServeElsewhere = async ({ supergraphSdl, subgraphs, callerOf, installedAt }) => {
  const require = createRequire(installedAt);
  const { ApolloServer } = require('@apollo/server');
  const { startStandaloneServer } = require('@apollo/server/standalone');
  const { ApolloGateway, RemoteGraphQLDataSource } = require('@apollo/gateway');
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name }: { name: string }) =>
      new RemoteGraphQLDataSource({
        url: subgraphs.urls.get(name),
        // Over the body as RemoteGraphQLDataSource will write it: the document first, `http` left out.
        willSendRequest: ({ request, context }: DataSourceRequest) => {
          const { http, query, ...rest } = request;
          const body = JSON.stringify({ query, ...rest });
          const headers = assertionFor(name, context.actor, body, subgraphs.key);
          for (const [header, value] of Object.entries(headers)) http?.headers.set(header, value);
        },
      }),
  });
  const server = new ApolloServer({ gateway, stopOnTerminationSignals: false });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async ({ req }: { req: IncomingMessage }) => ({
      actor: await callerOf(req.headers.authorization),
    }),
  });
  return { name: '@apollo/gateway', url: new URL(url).origin, stop: () => server.stop() };
};
