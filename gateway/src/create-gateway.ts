import { createServer, type Server } from 'node:http';
import type { PlannerOptions } from '@lastmile/federation/plan';
import type { Source } from '@lastmile/federation/source';
import { closeServer, listen } from '@lastmile/http/listen';
import { Refusal } from '@lastmile/kernel/refusal';
import type { JSONWebKeySet } from 'jose';
import type { GatewaySettings } from './config.ts';
import { createDomainDoor, type DomainDoor } from './domain/serve-domains.ts';
import { createGraphqlHttp, type GraphqlHttp } from './http/graphql-http.ts';
import { createRouter } from './http/route-request.ts';
import { AccessTokens } from './identity/access-token.ts';
import { askAuth } from './identity/ask-auth.ts';
import { createIdentification } from './identity/identify.ts';
import { KnownActors } from './identity/known-actors.ts';
import type { LimitSettings } from './limit/config.ts';
import { createCostLimit } from './limit/cost-limit.ts';
import { type Counters, openCounters } from './limit/counters.ts';
import { inspectWithin } from './limit/document-limits.ts';
import { allowOneSensitiveField, hideSchema } from './limit/guard-root-fields.ts';
import { limitRates } from './limit/rate-rule.ts';
import { createLive } from './live/create-live.ts';
import { type AdmissionRule, createAdmission } from './operation/admit-operation.ts';
import type { GatewayPlatform } from './platform.ts';
import { CurrentSupergraph } from './supergraph/current-supergraph.ts';

export interface Gateway {
  /** The graph as domains may ask it; works before `listen`. */
  readonly domainDoor: DomainDoor;
  /** To be told of auth's events: `auth.actor.changed` and `auth.session.ended`. */
  readonly rights: {
    userChanged(userId: string): void;
    sessionEnded(sessionId: string): void;
    /** Events may have been missed: nothing known counts any more. */
    unsure(): void;
  };
  /** Starts answering. Resolves to the URL. */
  listen(): Promise<string>;
  /** Lets running requests end (at most `graceMs`), then closes sockets with 1001. */
  stop(graceMs?: number): Promise<void>;
}

export async function createGateway(platform: GatewayPlatform): Promise<Gateway> {
  const { settings, sources, log } = platform;
  const supergraph = await CurrentSupergraph.load(
    settings.supergraphPath,
    log,
    planningWithin(settings.limits),
  );
  assertServed(supergraph, sources);
  const auth = askAuth(sourceOf(sources, 'auth'));
  const actors = new KnownActors({ fetchActor: auth.actorOfSession });
  const tokens = new AccessTokens({
    fetchKeys: () => fetchKeys(platform),
    issuer: settings.tokenIssuer,
    audience: settings.tokenAudience,
  });
  const identification = createIdentification(tokens, actors);
  const counters = openCounters(settings.limits.redisUrl, log);
  const costs = createCostLimit(settings.limits.cost, platform.metrics);
  const admission = createAdmission({ supergraph, rules: [...rulesOf(settings, counters), costs.rule] });
  const presenting = { log, hints: settings.explorer };
  const graphql = await createGraphqlHttp({ ...platform, supergraph, admission, presenting, costs });
  const domainDoor = createDomainDoor({ supergraph, sources, actorOfUser: auth.actorOfUser });

  let stopping = false;
  const ready = () => (stopping ? { ok: false, why: 'shutting down' } : platform.ready());
  const live = createLive({ ...platform, supergraph, admission, identification, presenting });
  const { answerEventStream } = live;
  const router = createRouter({ ...platform, ready, graphql, identification, domainDoor, answerEventStream });
  const server = createServer((request, response) => {
    if (stopping) response.setHeader('connection', 'close');
    void router(request, response);
  });
  live.serveSockets(server);
  supergraph.watch();

  return {
    domainDoor,
    rights: {
      userChanged: (userId) => {
        actors.forgetUser(userId);
        live.callers.renewUser(userId);
      },
      sessionEnded: (sessionId) => {
        actors.forgetSession(sessionId);
        live.callers.endSession(sessionId);
      },
      unsure: () => {
        actors.forgetAll();
        live.callers.unsure();
      },
    },
    listen: () => listen(server, settings),
    stop: (graceMs = 10_000) => {
      stopping = true;
      return stopAll(supergraph, live, server, graphql, graceMs).finally(() => counters.close());
    },
  };
}

/** In the order in which they are asked. */
function rulesOf({ explorer, limits }: GatewaySettings, counters: Counters): readonly AdmissionRule[] {
  const { rates, sensitiveFields } = limits;
  return [
    hideSchema(explorer),
    allowOneSensitiveField(sensitiveFields),
    limitRates(rates, sensitiveFields, counters),
  ];
}

/** Documents are held to their limits before they are validated. */
function planningWithin({ document, listSize }: LimitSettings): PlannerOptions {
  return {
    listSize,
    inspect: inspectWithin(document),
    ...(document.tokens > 0 && { tokensMax: document.tokens }),
  };
}

async function stopAll(
  supergraph: CurrentSupergraph,
  live: { stop(): void },
  server: Server,
  graphql: GraphqlHttp,
  graceMs: number,
): Promise<void> {
  supergraph.stop();
  live.stop();
  await closeServer(server, graceMs);
  await graphql.stop();
}

function sourceOf(sources: ReadonlyMap<string, Source>, name: string): Source {
  const source = sources.get(name);
  if (!source) throw new Error(`No subgraph called ${name} was given to the gateway.`);
  return source;
}

function assertServed(supergraph: CurrentSupergraph, sources: ReadonlyMap<string, Source>): void {
  const missing = supergraph.current.planner.subgraphs.filter(({ name }) => !sources.has(name));
  if (missing.length > 0) {
    throw new Error(
      `The supergraph needs ${missing.map(({ name }) => name).join(', ')}: say where they are (SUBGRAPH_URLS).`,
    );
  }
}

async function fetchKeys(platform: GatewayPlatform): Promise<JSONWebKeySet> {
  const call = {
    domain: 'auth',
    method: 'GET',
    path: '/.well-known/jwks.json',
    headers: {},
    query: {},
    body: Buffer.alloc(0),
  };
  const answer = await platform.endpoint(call);
  if (answer?.status !== 200)
    throw new Refusal('UNAVAILABLE', `The auth subgraph's keys answered ${answer?.status}`);
  return JSON.parse(answer.body ?? '') as JSONWebKeySet;
}
