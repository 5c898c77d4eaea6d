import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readGatewaySettings } from '@lastmile/gateway/config';
import type { GraphqlHttp } from '@lastmile/gateway/http/graphql-http';
import { createRouter } from '@lastmile/gateway/http/route-request';
import { AccessTokens } from '@lastmile/gateway/identity/access-token';
import { askAuth } from '@lastmile/gateway/identity/ask-auth';
import { createIdentification } from '@lastmile/gateway/identity/identify';
import { KnownActors } from '@lastmile/gateway/identity/known-actors';
import { KnownKeys } from '@lastmile/gateway/identity/known-keys';
import { remoteSources } from '@lastmile/gateway/remote-sources';
import type { RequestContext } from '@lastmile/gateway/request-context';
import { closeServer, listen } from '@lastmile/http/listen';
import { assertionHeader, signAssertion } from '@lastmile/kernel/assertion';
import { createLog } from '@lastmile/telemetry/log';
import { createMetrics } from '@lastmile/telemetry/metrics';
import { createTracer } from '@lastmile/telemetry/trace';
import { serveParent } from '../process/serve-parent.ts';
import { assertionKey, type Place } from './place.ts';

interface StockPlace extends Place {
  /** Where @apollo/gateway and @apollo/server were installed. */
  readonly peersFolder: string;
  /** Where the subgraphs answer, by domain. */
  readonly subgraphs: Readonly<Record<string, string>>;
}

interface DataSourceRequest {
  readonly request: { query?: string; http?: { headers: Map<string, string> } };
  readonly context: RequestContext;
}

/**
 * @apollo/gateway on @apollo/server as their documentation sets them up: RemoteGraphQLDataSource per subgraph, with
 * the assertion that our subgraphs ask for. HTTP front, identification and metrics are those of our own gateway, so
 * they cost both sides the same.
 */
serveParent<StockPlace>(async (place) => {
  const { env, subgraphs } = place;
  const log = createLog({ service: 'gateway', level: 'warn', destination: place.logPath });
  const metrics = createMetrics({ service: 'gateway' });
  const tracer = createTracer({ service: 'gateway', endpoint: undefined, log });
  const settings = readGatewaySettings(env);
  const sources = remoteSources(
    new Map(Object.entries(subgraphs).map(([name, url]) => [name, { url, key: assertionKey }])),
  );
  const auth = sources.get('auth');
  if (!auth) throw new Error('The auth subgraph is missing');
  const identification = createIdentification(
    new AccessTokens({
      fetchKeys: async () => (await fetch(`${subgraphs.auth}/.well-known/jwks.json`)).json() as never,
      issuer: settings.tokenIssuer,
      audience: settings.tokenAudience,
    }),
    new KnownActors({ fetchActor: askAuth(auth).actorOfSession }),
    new KnownKeys(askAuth(auth).stateOfApiKey),
  );
  const graphql = await stockGraphql(place, settings.supergraphPath);
  const router = createRouter({
    ...{ settings, log, metrics, tracer, graphql, identification },
    endpoint: () => undefined,
    ready: () => ({ ok: true }),
    domainDoor: { validate: notHere, query: notHere },
  });
  const server = createServer((request, response) => void router(request, response));
  const url = await listen(server, settings);
  return {
    ready: { url },
    stop: async () => {
      await closeServer(server, 100);
      await graphql.stop();
    },
  };
});

async function notHere(): Promise<never> {
  throw new Error('Domains do not ask this gateway');
}

async function stockGraphql(place: StockPlace, supergraphPath: string): Promise<GraphqlHttp> {
  const require = createRequire(join(place.peersFolder, 'package.json'));
  const { ApolloServer, HeaderMap } = require('@apollo/server');
  const {
    ApolloServerPluginUsageReportingDisabled,
    ApolloServerPluginLandingPageDisabled,
  } = require('@apollo/server/plugin/disabled');
  const { ApolloGateway, RemoteGraphQLDataSource } = require('@apollo/gateway');
  const gateway = new ApolloGateway({
    supergraphSdl: readFileSync(supergraphPath, 'utf8'),
    buildService: ({ name }: { name: string }) =>
      new RemoteGraphQLDataSource({
        url: `${place.subgraphs[name]}/graphql`,
        willSendRequest: (asked: DataSourceRequest) => sign(name, asked),
      }),
  });
  const server = new ApolloServer({
    gateway,
    introspection: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginUsageReportingDisabled(), ApolloServerPluginLandingPageDisabled()],
  });
  await server.start();
  return {
    answer: async ({ method, search, headers, body }, _asker, context) => {
      const answer = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method, search, headers: new HeaderMap(headers), body },
        context: async () => context,
      });
      return { status: answer.status ?? 200, headers: answer.headers, body: answer.body.string };
    },
    stop: () => server.stop(),
  };
}

/** Over the body as RemoteGraphQLDataSource will write it: the document first, `http` left out. */
function sign(audience: string, { request, context }: DataSourceRequest): void {
  // The gateway's own request for its health check and the like has no caller; there is none in this bench.
  const { http, query, ...rest } = request;
  const { actor, correlationId, traceparent, client } = context;
  const body = JSON.stringify({ query, ...rest });
  http?.headers.set(
    assertionHeader,
    signAssertion({ audience, actor, correlationId, traceparent, client }, body, assertionKey),
  );
}
