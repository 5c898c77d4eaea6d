import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Database } from '@lastmile/database/database';
import { timeLeftHeader } from '@lastmile/federation/source/time-left';
import { domainActor } from '@lastmile/kernel/actor';
import { assertionHeader, signAssertion } from '@lastmile/kernel/assertion';
import { silentLog } from '@lastmile/telemetry/log';
import { noMetrics } from '@lastmile/telemetry/metrics';
import { noTracer } from '@lastmile/telemetry/trace';
import { createClient } from 'graphql-ws';
import { Ctx, Field, Int, Mutation, ObjectType, Query, Resolver, Root, Subscription } from 'type-graphql';
import { WebSocket } from 'ws';
import { Access, Inherited } from '../access/access.ts';
import { buildDomainSchema } from '../build-schema.ts';
import type { Context, DomainTypes } from '../context.ts';
import { defineLoader } from '../loader.ts';
import { subscribeOperation } from '../operation/execute-operation.ts';
import { PreparedOperations } from '../operation/prepare-operation.ts';
import { answerOperations } from '../runtime/answer-operations.ts';
import { LoadBatches } from '../runtime/batch-loads.ts';
import type { DomainGround } from '../runtime/create-context.ts';
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

const pause = { begun: 0, signs: new EventEmitter(), loaded: [] as string[] };
const tickLoader = defineLoader<DomainTypes, string, string>({
  name: 'tick',
  fetch: async (_database, keys) => {
    pause.loaded.push(...keys);
    return keys;
  },
});

async function waitThenLoad(context: Context<DomainTypes>, key: string): Promise<string> {
  pause.signs.emit('begun');
  await once(pause.signs, 'goOn');
  try {
    return await context.load(tickLoader, key);
  } finally {
    pause.signs.emit('ended');
  }
}

@Resolver()
class TickResolver {
  @Query(() => String)
  @Access('node:read')
  slow(@Ctx() context: Context<DomainTypes>): Promise<string> {
    return waitThenLoad(context, 'of a query');
  }

  @Mutation(() => String)
  @Access('node:read')
  work(@Ctx() context: Context<DomainTypes>): Promise<string> {
    return waitThenLoad(context, 'of a mutation');
  }

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
const ground = {
  ...{ name: 'clock', log: silentLog, tracer: noTracer },
  batches: new LoadBatches({} as Database<unknown>),
} as unknown as DomainGround<DomainTypes>;
const contextOf = (caller: object) => ({ ...caller, log: silentLog }) as unknown as Context<DomainTypes>;
const execute = answerOperations({
  name: 'clock',
  ground,
  operations,
  tracer: noTracer,
  metrics: noMetrics,
});
const signals: (AbortSignal | undefined)[] = [];
const stopped = async (signal: AbortSignal | undefined) => {
  if (!signal?.aborted) await once(signal as AbortSignal, 'abort');
};
const clock = {
  name: 'clock',
  schema,
  execute: (request, caller, signal) => {
    signals.push(signal);
    return execute(request, caller, signal);
  },
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

async function post(
  token: string | undefined,
  text = body,
  more: { headers?: Record<string, string>; signal?: AbortSignal } = {},
) {
  const answer = await fetch(`${served.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token && { [assertionHeader]: token }),
      ...more.headers,
    },
    body: text,
    ...(more.signal && { signal: more.signal }),
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

  it('compresses what is long for who accepts it', async () => {
    const text = '{"query":"{ __schema { types { name description fields { name } } } }"}';
    const asked = (accepted: string) =>
      fetch(`${served.url}/graphql`, {
        method: 'POST',
        headers: {
          ...{ 'content-type': 'application/json', 'accept-encoding': accepted },
          [assertionHeader]: sign('clock', text),
        },
        body: text,
      });
    const [plain, sent] = await Promise.all([asked('identity'), asked('br, gzip')]);
    expect([plain, sent].map(({ headers }) => headers.get('content-encoding'))).toEqual([null, 'br']);
    expect(await sent.json()).toEqual(await plain.json());
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

describe('a subgraph that is told how long its answer is waited for', () => {
  const slow = JSON.stringify({ query: '{ slow }' });
  const work = JSON.stringify({ query: 'mutation { work }' });
  const within = (ms: number) => ({ headers: { [timeLeftHeader]: String(ms) } });
  const late = { status: 504, json: { errors: [{ extensions: { code: 'DEADLINE_EXCEEDED' } }] } };
  beforeEach(() => void pause.loaded.splice(0));

  it('does not begin when nothing is left', async () => {
    const begun = jest.fn();
    pause.signs.once('begun', begun);
    expect(await post(sign('clock', slow), slow, within(0))).toMatchObject(late);
    expect(begun).not.toHaveBeenCalled();
    pause.signs.removeAllListeners();
  });

  it('answers when it has passed, and asks the database for nothing more', async () => {
    const answer = post(sign('clock', slow), slow, within(100));
    await once(pause.signs, 'begun');
    expect(await answer).toMatchObject(late);
    const ended = once(pause.signs, 'ended');
    pause.signs.emit('goOn');
    await ended;
    expect(pause.loaded).toEqual([]);
  });

  it('asks the database for nothing more when whoever asked has gone', async () => {
    const leaving = new AbortController();
    const answer = post(sign('clock', slow), slow, { signal: leaving.signal }).catch(() => 'gone');
    await once(pause.signs, 'begun');
    leaving.abort();
    expect(await answer).toBe('gone');
    await stopped(signals.at(-1));
    const ended = once(pause.signs, 'ended');
    pause.signs.emit('goOn');
    await ended;
    expect(pause.loaded).toEqual([]);
  });

  it('ends a mutation whatever the time', async () => {
    const answer = post(sign('clock', work), work, within(50));
    await once(pause.signs, 'begun');
    await new Promise((resolve) => setTimeout(resolve, 100));
    pause.signs.emit('goOn');
    expect(await answer).toEqual({ status: 200, json: { data: { work: 'of a mutation' } } });
  });

  it('answers what is there in time, and what says something else than a time', async () => {
    for (const ms of ['10000', '-1', 'soon']) {
      const answer = post(sign('clock', slow), slow, { headers: { [timeLeftHeader]: ms } });
      await once(pause.signs, 'begun');
      pause.signs.emit('goOn');
      expect(await answer).toEqual({ status: 200, json: { data: { slow: 'of a query' } } });
    }
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
