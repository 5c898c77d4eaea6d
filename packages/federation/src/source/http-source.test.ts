import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { buildSchema, type ExecutionResult } from 'graphql';
import { subscribeOperation } from '../live/subscribe.ts';
import { buildGraph } from '../testing/build-graph.ts';
import { serveSubgraph } from '../testing/serve-http.ts';
import { createHttpSource } from './http-source.ts';
import type { Source, SourceRequest } from './source.ts';
import { timeLeftHeader } from './time-left.ts';

const closers: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-place`;
}

function open(options: Parameters<typeof createHttpSource>[0]): Source {
  const source = createHttpSource(options);
  closers.push(async () => source.close?.());
  return source;
}

const request: SourceRequest = {
  document: '{ x }',
  documentHash: 'x',
  variables: {},
  kind: 'query',
  context: undefined,
};

const incompressible = (length: number) => randomBytes(length / 2).toString('hex');

describe('a subgraph over HTTP', () => {
  it('is asked with the body that its headers were made for', async () => {
    const seen: { headers: Record<string, unknown>; body: string }[] = [];
    const schema = buildSchema('type Query { x: Int }');
    const served = await serveSubgraph(schema, (one) => seen.push(one));
    closers.push(served.close);
    const source = open({ url: served.url, headers: (_r, body) => ({ 'x-length': String(body.length) }) });
    expect(await source.execute({ ...request, variables: { a: 1 } })).toEqual({ data: { x: null } });
    expect(seen[0]?.headers['x-length']).toBe(String(seen[0]?.body.length));
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ query: '{ x }', variables: { a: 1 } });
  });

  it.each([
    ['a page of a proxy', 'SUBGRAPH_UNAVAILABLE', 502, '<html>Bad gateway</html>'],
    ['something that is not JSON', 'SUBGRAPH_BAD_ANSWER', 200, 'hello'],
    ['JSON that is not an answer', 'SUBGRAPH_BAD_ANSWER', 200, '[1]'],
    ['more than the limit', 'SUBGRAPH_BAD_ANSWER', 200, `{"data":{"x":"${'y'.repeat(2000)}"}}`],
  ])('that answers %s gives %s', async (_title, code, status, text) => {
    const url = await listen((_request, response) => response.writeHead(status).end(text));
    const result = await open({ url, maxAnswerBytes: 1000 }).execute(request);
    expect(result.errors?.[0]?.extensions?.code).toBe(code);
    expect(JSON.stringify(result)).not.toMatch(/127\.0\.0\.1|secret-place/);
  });

  it('that answers errors with a status of 400 has its errors passed on', async () => {
    const url = await listen((_request, response) =>
      response.writeHead(400).end('{"errors":[{"message":"no"}]}'),
    );
    expect(await open({ url }).execute(request)).toEqual({ errors: [{ message: 'no' }] });
  });

  it('that does not answer in time gives SUBGRAPH_TIMEOUT', async () => {
    const url = await listen(() => {});
    const result = await open({ url, timeoutMs: 50 }).execute(request);
    expect(result.errors?.[0]?.extensions?.code).toBe('SUBGRAPH_TIMEOUT');
  });

  it.each([
    ['br', brotliCompressSync],
    ['gzip', gzipSync],
  ])('is asked for compressed answers when it is to be, and read in %s', async (encoding, compress) => {
    const accepted: unknown[] = [];
    const text = JSON.stringify({ data: { x: incompressible(40_000) } });
    const url = await listen((asked, response) => {
      accepted.push(asked.headers['accept-encoding']);
      response.writeHead(200, { 'content-encoding': encoding }).end(compress(text));
    });
    expect(await open({ url, compressed: true }).execute(request)).toEqual(JSON.parse(text));
    expect(await open({ url }).execute(request)).toEqual(JSON.parse(text));
    expect(accepted).toEqual(['br, gzip', undefined]);
  });

  it.each([
    ['more than the limit once it is read', 'gzip', gzipSync(`{"data":{"x":"${'y'.repeat(100_000)}"}}`)],
    ['something else than it says', 'br', Buffer.from('{"data":{}}')],
    ['an encoding that nobody asked for', 'zip', Buffer.from('{"data":{}}')],
  ])('that answers %s gives SUBGRAPH_BAD_ANSWER', async (_what, encoding, bytes) => {
    const url = await listen((_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(bytes),
    );
    const result = await open({ url, maxAnswerBytes: 50_000, compressed: true }).execute(request);
    expect(result.errors?.[0]?.extensions?.code).toBe('SUBGRAPH_BAD_ANSWER');
  });

  it.each([
    ['whoever asked has gone', (stop: AbortController) => ({ signal: stop.signal })],
    ['its time has passed', () => ({ deadlineAt: performance.now() + 50 })],
  ])('is not asked what waits for a connection when %s', async (_when, until) => {
    const asked: unknown[] = [];
    let answer = () => {};
    const url = await listen((_request, response) => {
      asked.push(_request.headers['x-number']);
      answer = () => response.end('{"data":{"x":1}}');
    });
    let number = 0;
    const source = open({ url, connections: 1, headers: () => ({ 'x-number': String(++number) }) });
    const first = source.execute(request);
    const stop = new AbortController();
    const second = source.execute({ ...request, ...until(stop) });
    while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    expect((await second).errors?.[0]?.extensions?.code).toBe('SUBGRAPH_TIMEOUT');
    answer();
    expect(await first).toEqual({ data: { x: 1 } });
    const third = source.execute(request);
    while (asked.length === 1) await new Promise((resolve) => setTimeout(resolve, 5));
    answer();
    expect(await third).toEqual({ data: { x: 1 } });
    expect(asked).toEqual(['1', '3']);
  });

  it('is told how long a read is waited for, and nothing of the kind for a mutation', async () => {
    const told: unknown[] = [];
    const url = await listen((asked, response) => {
      told.push(asked.headers[timeLeftHeader]);
      response.end('{"data":{"x":1}}');
    });
    const source = open({ url, timeoutMs: 20_000, readTimeoutMs: 5_000 });
    await source.execute(request);
    await source.execute({ ...request, deadlineAt: performance.now() + 1_000 });
    await source.execute({ ...request, deadlineAt: performance.now() + 60_000 });
    await source.execute({ ...request, kind: 'mutation' });
    const [own, lower, higher, mutation] = told.map(Number);
    for (const [ms, most] of [
      [own, 5_000],
      [lower, 1_000],
      [higher, 5_000],
    ] as const) {
      expect(ms).toBeLessThanOrEqual(most);
      expect(ms).toBeGreaterThan(0);
    }
    expect(own).toBeGreaterThan(1_000);
    expect(mutation).toBeNaN();
  });

  it('is not asked when no time is left', async () => {
    let asked = 0;
    const url = await listen((_request, response) => {
      asked += 1;
      response.end('{"data":{"x":1}}');
    });
    const result = await open({ url }).execute({ ...request, deadlineAt: performance.now() });
    expect(result.errors?.[0]?.extensions?.code).toBe('SUBGRAPH_TIMEOUT');
    expect(asked).toBe(0);
  });

  it('that says itself that the time has passed gives SUBGRAPH_TIMEOUT', async () => {
    const text = '{"errors":[{"message":"late","extensions":{"code":"DEADLINE_EXCEEDED"}}]}';
    const url = await listen((_request, response) => response.writeHead(504).end(text));
    const result = await open({ url }).execute(request);
    expect(result.errors?.[0]?.extensions?.code).toBe('SUBGRAPH_TIMEOUT');
  });

  it('that is not there gives SUBGRAPH_UNAVAILABLE', async () => {
    const result = await open({ url: 'http://127.0.0.1:1/secret-place' }).execute(request);
    expect(result.errors?.[0]?.extensions?.code).toBe('SUBGRAPH_UNAVAILABLE');
    expect(JSON.stringify(result)).not.toContain('secret-place');
  });
});

function ticking(events: unknown[]) {
  return buildGraph({
    ticks: {
      sdl: 'type Query { x: Int } type Subscription { tick(from: Int): Int }',
      resolvers: {
        Subscription: {
          tick: {
            async *subscribe() {
              for (const event of events) yield { tick: event };
              await new Promise(() => {});
            },
          },
        },
      },
    },
  });
}

describe('a subgraph that is asked alike several times at once', () => {
  it('answers once for equal reads of equal rights, each with an answer of its own', async () => {
    const bodies: string[] = [];
    const url = await listen(async (asked, response) => {
      let body = '';
      for await (const chunk of asked) body += chunk;
      bodies.push(body);
      setTimeout(() => response.end('{"data":{"x":{"y":1}}}'), 30);
    });
    const source = open({ url, shareKey: ({ context }) => context as string | undefined });
    const ask = (more: Partial<SourceRequest> = {}) =>
      source.execute({ ...request, context: 'ann', ...more });
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(first).toEqual({ data: { x: { y: 1 } } });
    expect(second).toEqual(first);
    expect(second?.data?.x).not.toBe(first?.data?.x);
    expect(bodies).toHaveLength(1);
    const others = [
      { context: 'bob' },
      { variables: { a: 1 } },
      { kind: 'mutation' as const },
      { context: undefined },
    ];
    await Promise.all([ask(), ...others.map(ask), ask({ kind: 'mutation' }), ask({ context: undefined })]);
    expect(bodies).toHaveLength(1 + 1 + 4 + 2);
  });

  it('is asked again once the answer has come', async () => {
    let asked = 0;
    const url = await listen((_request, response) => {
      asked += 1;
      response.end(`{"data":{"x":${asked}}}`);
    });
    const source = open({ url, shareKey: () => 'everybody' });
    expect([await source.execute(request), await source.execute(request)]).toEqual([
      ...[{ data: { x: 1 } }, { data: { x: 2 } }],
    ]);
  });
});

describe('a subgraph that keeps documents', () => {
  it('gets each once, then its hash, and again when it has forgotten it', async () => {
    const seen: { query?: string; hash?: string }[] = [];
    let isForgetful = false;
    const url = await listen(async (asked, response) => {
      let body = '';
      for await (const chunk of asked) body += chunk;
      const { query, extensions } = JSON.parse(body);
      seen.push({ query, hash: extensions?.persistedQuery.sha256Hash });
      const unknown =
        '{"errors":[{"message":"PersistedQueryNotFound","extensions":{"code":"PERSISTED_QUERY_NOT_FOUND"}}]}';
      response.end(!query && isForgetful ? unknown : '{"data":{"x":1}}');
    });
    const source = open({ url, persisted: true });
    const [both, hash] = [
      { query: '{ x }', hash: 'x' },
      { query: undefined, hash: 'x' },
    ];
    for (let at = 0; at < 3; at += 1) expect(await source.execute(request)).toEqual({ data: { x: 1 } });
    expect(seen).toEqual([both, hash, hash]);
    isForgetful = true;
    expect(await source.execute(request)).toEqual({ data: { x: 1 } });
    expect(seen.slice(3)).toEqual([hash, both]);
  });
});

describe('a subscription over a socket', () => {
  it('gets its events and carries its own extensions on one shared socket', async () => {
    const graph = ticking([1, 2]);
    const extensions: unknown[] = [];
    const schema = graph.schemas.get('ticks') ?? buildSchema('type Query { x: Int }');
    const served = await serveSubgraph(schema, undefined, (one) => extensions.push(one));
    closers.push(served.close);
    let sockets = 0;
    const source = open({
      url: served.url,
      subscriptions: {
        url: served.socketUrl,
        idleMs: 10,
        connectionParams: () => {
          sockets += 1;
          return { key: 'k' };
        },
        extensions: (subscribe) => ({ actor: subscribe.context }),
      },
    });
    const prepared = await graph.planner.plan('subscription ($from: Int) { t: tick(from: $from) }');
    const streams = await Promise.all(
      ['ada', 'bob'].map((context) =>
        subscribeOperation(prepared, {
          sources: new Map([['ticks', source]]),
          context,
          variables: { from: 1 },
        }),
      ),
    );
    for (const stream of streams as AsyncGenerator<ExecutionResult>[]) {
      expect(JSON.stringify([(await stream.next()).value, (await stream.next()).value])).toBe(
        '[{"data":{"t":1}},{"data":{"t":2}}]',
      );
      await stream.return(undefined);
    }
    expect(extensions).toEqual([{ actor: 'ada' }, { actor: 'bob' }]);
    expect(sockets).toBe(1);
  });

  it('ends with one clean error when the subgraph goes away', async () => {
    const graph = ticking([1]);
    const served = await serveSubgraph(graph.schemas.get('ticks') ?? buildSchema('type Query { x: Int }'));
    const source = open({ url: served.url, subscriptions: { url: served.socketUrl, idleMs: 10 } });
    const prepared = await graph.planner.plan('subscription { tick }');
    const stream = (await subscribeOperation(prepared, {
      sources: new Map([['ticks', source]]),
    })) as AsyncGenerator<ExecutionResult>;
    await stream.next();
    await served.close();
    const last = await stream.next();
    expect(last.value).toMatchObject({ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });
});
