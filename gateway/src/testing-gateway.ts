import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalSource } from '@lastmile/federation/source/local-source';
import type { Source, SourceResult } from '@lastmile/federation/source/source';
import { composeSupergraph } from '@lastmile/federation/supergraph/compose';
import type { Actor } from '@lastmile/kernel/actor';
import type { ApiKeyState } from '@lastmile/kernel/api-key';
import { silentLog } from '@lastmile/telemetry/log';
import { type Metrics, noMetrics } from '@lastmile/telemetry/metrics';
import { noTracer } from '@lastmile/telemetry/trace';
import { buildSchema } from 'graphql';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { readGatewaySettings } from './config.ts';
import { createGateway } from './create-gateway.ts';
import type { RequestContext } from './request-context.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])\n';
export const authSdl = `${link} type Query { whoami: String! } type Mutation { join: Boolean! }`;
export const clockSdl = `${link} type Query { hour: Int again: Query! } type Subscription { ticked: Int! }`;

export const sdlOf = (auth: string, clock: string) =>
  composeSupergraph([
    { name: 'auth', sdl: auth, url: 'http://auth' },
    { name: 'clock', sdl: clock, url: 'http://clock' },
  ]).supergraphSdl;

/** A gateway over two subgraphs that are functions, with sessions that the test makes and ends. */
export async function startTestGateway(
  env: Record<string, string> = {},
  clock: { sdl: string; source: Source } | undefined = undefined,
  metrics: Metrics = noMetrics,
) {
  const actors = new Map<string, Actor>();
  /** By prefix. */
  const keys = new Map<string, ApiKeyState>();
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'EdDSA', use: 'sig' };
  const supergraphPath = join(mkdtempSync(join(tmpdir(), 'lastmile-gateway-')), 'supergraph.graphql');
  writeFileSync(supergraphPath, sdlOf(authSdl, clock?.sdl ?? clockSdl));
  const settings = readGatewaySettings({ GATEWAY_PORT: '0', GATEWAY_SUPERGRAPH: supergraphPath, ...env });
  const ticks = new Set<(tick: number) => void>();
  const gateway = await createGateway({
    settings,
    sources: new Map([
      ['auth', authSource(actors, keys)],
      ['clock', clock?.source ?? clockSource(ticks)],
    ]),
    endpoint: ({ domain, path }) =>
      domain === 'auth' && path === '/.well-known/jwks.json'
        ? Promise.resolve({ status: 200, body: JSON.stringify({ keys: [jwk] }) })
        : undefined,
    ready: () => ({ ok: true }),
    ...{ log: silentLog, metrics, tracer: noTracer },
  });
  const url = (await gateway.listen()).replace('localhost', '127.0.0.1');
  const token = (
    claims: Record<string, unknown> = {},
    header: Record<string, unknown> = {},
    key = privateKey,
  ) =>
    new SignJWT({ sub: 'ann', sid: 'session-1', ...claims })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'one', ...header })
      .setIssuer(settings.tokenIssuer)
      .setAudience(settings.tokenAudience)
      .setExpirationTime('10m')
      .sign(key);
  const shortToken = (seconds: number) =>
    new SignJWT({ sub: 'ann', sid: 'session-1', exp: Math.floor(Date.now() / 1_000) + seconds })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'one' })
      .setIssuer(settings.tokenIssuer)
      .setAudience(settings.tokenAudience)
      .sign(privateKey);
  const ask = async (query: string, headers: Record<string, string> = {}, operationName?: string) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, operationName }),
    });
    return { status: answer.status, headers: answer.headers, json: (await answer.json()) as Answer };
  };
  const tick = (value: number) => {
    for (const hear of ticks) hear(value);
  };
  return {
    gateway,
    url,
    actors,
    keys,
    token,
    shortToken,
    ask,
    tick,
    ticks,
    supergraphPath,
    stop: () => gateway.stop(200),
  };
}

export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: { code: string } }[];
}

function authSource(actors: Map<string, Actor>, keys: Map<string, ApiKeyState>): Source {
  return {
    execute: async ({ document, variables, context }): Promise<SourceResult> => {
      const { actor, onMembershipVersion } = context as RequestContext;
      if (document.includes('actorOfSession')) {
        const actor = actors.get(String(variables.id));
        return { data: { actorOfSession: actor ? { ...actor } : null } };
      }
      if (document.includes('stateOfApiKey'))
        return { data: { stateOfApiKey: keys.get(String(variables.prefix)) ?? null } };
      if (!document.includes('join')) return { data: { whoami: `${actor.id}/${actor.membershipVersion}` } };
      onMembershipVersion?.(1);
      setTimeout(() => {
        const before = actors.get('session-1');
        if (before) actors.set('session-1', { ...before, membershipVersion: 1 });
      }, 100);
      return { data: { join: true } };
    },
  };
}

const clockSchema = buildSchema('type Query { hour: Int minute: Int again: Query! }');
const clock: Record<string, unknown> = { hour: 12, minute: 30 };
clock.again = clock;

function clockSource(ticks: Set<(tick: number) => void>): Source {
  return {
    execute: createLocalSource({ schema: clockSchema, rootValue: clock }).execute,
    subscribe: async () => {
      const waiting: number[] = [];
      let wake = () => {};
      const hear = (tick: number) => {
        waiting.push(tick);
        wake();
      };
      ticks.add(hear);
      let ended = false;
      const next = async (): Promise<IteratorResult<SourceResult, void>> => {
        while (waiting.length === 0 && !ended) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        return ended
          ? { done: true, value: undefined }
          : { done: false, value: { data: { ticked: waiting.shift() } } };
      };
      const end = async (): Promise<IteratorResult<SourceResult, void>> => {
        ended = true;
        ticks.delete(hear);
        wake();
        return { done: true, value: undefined };
      };
      return { [Symbol.asyncIterator]: () => ({ next, return: end }) };
    },
  };
}
