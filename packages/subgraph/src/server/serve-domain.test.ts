import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { domainActor } from '@lastmile/kernel/actor';
import { assertionHeader, signAssertion } from '@lastmile/kernel/assertion';
import { silentLog } from '@lastmile/telemetry/log';
import { noMetrics } from '@lastmile/telemetry/metrics';
import { createClient } from 'graphql-ws';
import { Field, Int, ObjectType, Query, Resolver, Root, Subscription } from 'type-graphql';
import { WebSocket } from 'ws';
import { Access, Inherited } from '../access/access.ts';
import { buildDomainSchema } from '../build-schema.ts';
import type { Context, DomainTypes } from '../context.ts';
import { executeOperation, subscribeOperation } from '../operation/execute-operation.ts';
import { PreparedOperations } from '../operation/prepare-operation.ts';
import type { RunningDomain } from '../runtime/start-domain.ts';
import { socketBody } from './graphql-socket.ts';
import { type ServedDomain, serveDomain } from './serve-domain.ts';

@Inherited()
@ObjectType()
class Tick {
  @Field(() => Int)
  number!: number;
}

async function* ticks() {
  for (const number of [1, 2, 3]) yield { number };
}

@Resolver()
class TickResolver {
  @Query(() => Tick)
  @Access('node:read')
  tick(): Tick {
    return { number: 7 };
  }

  @Subscription(() => Tick, { subscribe: ticks })
  @Access('node:read')
  ticked(@Root() tick: Tick): Tick {
    return tick;
  }
}

const schema = buildDomainSchema({ resolvers: [TickResolver], references: [] });
const operations = new PreparedOperations(schema);
const contextOf = (caller: object) => ({ ...caller, log: silentLog }) as unknown as Context<DomainTypes>;
const clock = {
  name: 'clock',
  schema,
  execute: (request, caller) => executeOperation(operations, request, contextOf(caller)),
  subscribe: (request, caller) => subscribeOperation(operations, request, () => contextOf(caller)),
  endpoint: (method, path, request) =>
    method === 'POST' && path === '/hook'
      ? Promise.resolve({ status: 202, body: String(request.body) })
      : undefined,
  ready: () => ({ ok: true }),
} as RunningDomain;

const keys = ['k'.repeat(32), 'o'.repeat(32)];
const actor = domainActor('gateway', ['node:read']);
let served: ServedDomain;

beforeAll(async () => {
  const options = {
    host: '127.0.0.1',
    port: 0,
    assertionKeys: keys,
    feedKeys: keys,
    log: silentLog,
    metrics: noMetrics,
  };
  served = await serveDomain(clock, options);
});
afterAll(() => served.stop(100));

const body = JSON.stringify({ query: '{ tick { number } }' });

async function post(token: string | undefined, text = body) {
  const answer = await fetch(`${served.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { [assertionHeader]: token }) },
    body: text,
  });
  return {
    status: answer.status,
    json: (await answer.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] },
  };
}

const sign = (audience: string, text = body, key = keys[0] ?? '', now = Date.now()) =>
  signAssertion({ audience, actor, correlationId: 'c-1' }, text, key, now);

describe('a subgraph behind HTTP', () => {
  it('answers the gateway, by the current key and by the one before', async () => {
    expect(await post(sign('clock'))).toEqual({ status: 200, json: { data: { tick: { number: 7 } } } });
    expect((await post(sign('clock', body, keys[1]))).status).toBe(200);
  });

  it.each([
    ['no assertion', undefined],
    ['another audience', sign('billing')],
    ['an expired one', sign('clock', body, keys[0], Date.now() - 61_000)],
    ['one for another body', sign('clock', '{"query":"{ __typename }"}')],
    ['a strange key', sign('clock', body, 'x'.repeat(32))],
    ['garbage', 'a.b'],
  ])('answers 401 to %s, _service too', async (_what, token) => {
    expect(await post(token)).toMatchObject({
      status: 401,
      json: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    });
    expect((await post(token, '{"query":"{ _service { sdl } }"}')).status).toBe(401);
  });

  it('hands errors on as they are: code, path, correlation id', async () => {
    const nobody = domainActor('gateway', []);
    const token = signAssertion(
      { audience: 'clock', actor: nobody, correlationId: 'c-2' },
      body,
      keys[0] ?? '',
    );
    const { json } = await post(token);
    expect(json.errors).toEqual([
      {
        message: expect.stringContaining('node:read'),
        extensions: { code: 'FORBIDDEN', correlationId: 'c-2' },
      },
    ]);
  });

  it('hides what it does not know and what went wrong', async () => {
    const text = '{"query":"{ tik { number } }"}';
    const { json } = await post(sign('clock', text), text);
    expect(JSON.stringify(json)).not.toContain('Did you mean');
  });

  it('hands webhooks their raw body and tells its health to everybody', async () => {
    const hook = await fetch(`${served.url}/hook`, { method: 'POST', body: ' {"a" : 1}' });
    expect([hook.status, await hook.text()]).toEqual([202, ' {"a" : 1}']);
    expect((await fetch(`${served.url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${served.url}/nothing`)).status).toBe(404);
  });
});

describe('a subgraph behind a socket', () => {
  const query = 'subscription { ticked { number } }';

  const subscribe = (token: string) => {
    const client = createClient({
      url: `${served.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    return client.iterate({ query, extensions: { [assertionHeader]: token } });
  };

  it('streams to who has an assertion over this subscription', async () => {
    const seen: unknown[] = [];
    for await (const result of subscribe(sign('clock', socketBody({ query })))) seen.push(result.data);
    expect(seen).toEqual([1, 2, 3].map((number) => ({ ticked: { number } })));
  });

  it('tells who may not, and keeps the socket, which carries the subscriptions of others', async () => {
    const nobody = { audience: 'clock', actor: domainActor('gateway', []), correlationId: 'c-1' };
    const extensions = { [assertionHeader]: signAssertion(nobody, socketBody({ query }), keys[0] ?? '') };
    const closed: unknown[] = [];
    const client = createClient({
      url: `${served.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      lazyCloseTimeout: 1_000,
      on: { closed: (event) => closed.push(event) },
    });
    for (let times = 0; times < 2; times += 1) {
      const { value } = await client.iterate({ query, extensions }).next();
      expect(value).toMatchObject({ data: null, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    }
    expect(closed).toEqual([]);
    await client.dispose();
  });

  it('refuses who has not', async () => {
    const stream = subscribe(sign('clock', 'another'));
    await expect(stream.next()).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});
