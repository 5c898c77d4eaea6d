import type { Source } from '@lastmile/federation/source/source';
import { Refusal } from '@lastmile/kernel/refusal';
import type { JSONWebKeySet } from 'jose';
import type { GatewaySettings } from './config.ts';
import { createEdge, loadSupergraph } from './create-edge.ts';
import { createDomainDoor, type DomainDoor } from './domain/serve-domains.ts';
import { AccessTokens } from './identity/access-token.ts';
import { askAuth } from './identity/ask-auth.ts';
import { createIdentification, type KeyGuard } from './identity/identify.ts';
import { KnownActors } from './identity/known-actors.ts';
import { KnownKeys } from './identity/known-keys.ts';
import { type Counters, openCounters } from './limit/counters.ts';
import { createRateCounter } from './limit/rate-limits.ts';
import { openPartners } from './partner/open-partners.ts';
import type { GatewayPlatform } from './platform.ts';
import type { CurrentSupergraph } from './supergraph/current-supergraph.ts';

export interface Gateway {
  /** The graph as domains may ask it; works before `listen`. */
  readonly domainDoor: DomainDoor;
  /** To be told of auth's events: of users, sessions, partners and their keys. */
  readonly rights: {
    userChanged(userId: string): void;
    sessionEnded(sessionId: string): void;
    /** Its rights, its quotas, its state, or until when one of its keys holds. */
    partnerChanged(partnerId: string): void;
    apiKeyRevoked(key: { readonly apiKeyId: string; readonly partnerId: string }): void;
    /** Events may have been missed: nothing known counts any more. */
    unsure(): void;
  };
  /** Starts answering. Resolves to the URL. */
  listen(): Promise<string>;
  /** Lets running requests end (at most `graceMs`), then closes sockets with 1001. */
  stop(graceMs?: number): Promise<void>;
}

export async function createGateway(platform: GatewayPlatform): Promise<Gateway> {
  const { settings, sources } = platform;
  const supergraph = await loadSupergraph(platform);
  assertServed(supergraph, sources);
  const auth = askAuth(sourceOf(sources, 'auth'));
  const actors = new KnownActors({ fetchActor: auth.actorOfSession });
  const tokens = new AccessTokens({
    fetchKeys: () => fetchKeys(platform),
    issuer: settings.tokenIssuer,
    audience: settings.tokenAudience,
  });
  const keys = new KnownKeys(auth.stateOfApiKey);
  const counters = openCounters(settings.limits.redisUrl, platform.log);
  const identification = createIdentification(tokens, actors, keys, guardOf(settings, counters));
  const domainDoor = createDomainDoor({ supergraph, sources, actorOfUser: auth.actorOfUser });
  const partners = await openPartners({ ...platform, settings: settings.partners, supergraph });
  const parts = { supergraph, identification, domainDoor, partners, counters };
  const { live, ...edge } = await createEdge({ ...platform, ...parts });
  return {
    ...edge,
    domainDoor,
    rights: {
      userChanged: (userId) => {
        actors.forgetUser(userId);
        live.callers.renewHolder(userId);
      },
      sessionEnded: (sessionId) => {
        actors.forgetSession(sessionId);
        live.callers.end(sessionId, 'The session has ended');
      },
      partnerChanged: (partnerId) => {
        keys.forgetPartner(partnerId);
        live.callers.renewHolder(partnerId);
      },
      apiKeyRevoked: ({ apiKeyId, partnerId }) => {
        keys.forgetPartner(partnerId);
        live.callers.end(apiKeyId, 'The API key was revoked');
      },
      unsure: () => {
        actors.forgetAll();
        keys.forgetAll();
        live.callers.unsure();
      },
    },
  };
}

function guardOf({ limits, trustedProxies }: GatewaySettings, counters: Counters): KeyGuard {
  const quota = limits.rates.sensitive;
  const tries =
    quota > 0 ? createRateCounter({ name: 'keys', quota, windowSeconds: 60 }, counters) : undefined;
  return { trustedProxies, tries };
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
