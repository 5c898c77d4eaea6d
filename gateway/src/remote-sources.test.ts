import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { timeLeftHeader } from '@lastmile/federation/source/time-left';
import { composeSupergraph } from '@lastmile/federation/supergraph/compose';
import { silentLog } from '@lastmile/telemetry/log';
import { createMetrics } from '@lastmile/telemetry/metrics';
import { noTracer } from '@lastmile/telemetry/trace';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { forwardHeaders } from './alone/forward-headers.ts';
import { readGatewaySettings } from './config.ts';
import { createEdge, type Edge, loadSupergraph } from './create-edge.ts';
import { remoteSources } from './remote-sources.ts';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
const sdl = {
  well: `${link} type Query { now: Int things: [Thing!]! } type Thing @key(fields: "id") { id: ID! }`,
  ill: `${link} type Thing @key(fields: "id") { id: ID! extra: String } type Mutation { mend: Int }`,
};
const queryMs = 400;
const folder = mkdtempSync(join(tmpdir(), 'lastmile-faults-'));

type Answer = (response: ServerResponse, body: string) => void;
const inGoodHealth: Answer = (response, body) => {
  const { representations } = JSON.parse(body).variables;
  const _entities = representations.map(({ id }: { id: string }) => ({ extra: `of ${id}` }));
  response.end(JSON.stringify({ data: { _entities } }));
};
let ill: Answer = inGoodHealth;
let edge: Edge;
let url: string;
let asked = 0;
let pauseMs = 0;
const timesLeft: number[] = [];
const metrics = createMetrics({ service: 'gateway' });
const ends: (() => void)[] = [];

async function serve(answer: Answer): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    answer(response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  const path = join(folder, 'supergraph.graphql');
  const subgraphs = Object.entries(sdl).map(([name, text]) => ({ name, sdl: text, url: `http://${name}` }));
  writeFileSync(path, composeSupergraph(subgraphs).supergraphSdl);
  const settings = readGatewaySettings({ GATEWAY_PORT: '0', GATEWAY_SUPERGRAPH: path });
  const places = {
    well: await serve((response) => {
      const data = '{"now":1,"things":[{"__typename":"Thing","id":"a"},{"__typename":"Thing","id":"b"}]}';
      setTimeout(() => response.end(`{"data":${data}}`), pauseMs);
    }),
    ill: await serve((response, body) => {
      asked += 1;
      timesLeft.push(Number(response.req.headers[timeLeftHeader]));
      ill(response, body);
    }),
  };
  const key = 'a key of the test, which nobody checks';
  const remote = new Map(Object.entries(places).map(([name, at]) => [name, { url: at, key }]));
  edge = await createEdge({
    ...{ settings, log: silentLog, metrics, tracer: noTracer, queryMs },
    supergraph: await loadSupergraph({ settings, log: silentLog }),
    sources: remoteSources(remote, { metrics, queryMs }),
    identification: forwardHeaders([]),
    ready: () => ({ ok: true }),
  });
  url = (await edge.listen()).replace('localhost', '127.0.0.1');
});
afterAll(async () => {
  await edge.stop(100);
  for (const end of ends) end();
  rmSync(folder, { recursive: true });
});

async function ask(query = '{ now things { id extra } }') {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return { status: answer.status, text: await answer.text() };
}

const healthy = {
  now: 1,
  things: [
    { id: 'a', extra: 'of a' },
    { id: 'b', extra: 'of b' },
  ],
};
const holed = {
  now: 1,
  things: [
    { id: 'a', extra: null },
    { id: 'b', extra: null },
  ],
};
const untilWell = async () => {
  ill = inGoodHealth;
  for (let tries = 0; tries < 100; tries += 1) {
    const { text } = await ask();
    if (text.includes('of a')) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The breaker does not close');
};

describe('while one subgraph', () => {
  beforeEach(untilWell, 20_000);

  it.each<[string, string, Answer]>([
    ['is frozen', 'SUBGRAPH_TIMEOUT', () => {}],
    ['is slow', 'SUBGRAPH_TIMEOUT', (response) => setTimeout(() => response.end('{"data":null}'), 2_000)],
    [
      'sends without an end',
      'SUBGRAPH_TIMEOUT',
      (response) => {
        const timer = setInterval(() => response.write(' '.repeat(1_000)), 5);
        response.on('close', () => clearInterval(timer));
      },
    ],
    ['resets connections', 'SUBGRAPH_UNAVAILABLE', (response) => response.socket?.resetAndDestroy()],
    ['has a page of its proxy', 'SUBGRAPH_UNAVAILABLE', (response) => response.writeHead(503).end('<html>')],
    ['answers a page', 'SUBGRAPH_BAD_ANSWER', (response) => response.end('<html>10.0.0.7</html>')],
    ['answers nothing', 'SUBGRAPH_BAD_ANSWER', (response) => response.end()],
    ['breaks off', 'SUBGRAPH_BAD_ANSWER', (response) => response.end('{"data":{"_entities":[{"ext')],
    [
      'answers something else',
      'SUBGRAPH_BAD_ANSWER',
      (response) => response.end('{"data":{"_entities":[{}]}}'),
    ],
    ['answers no object', 'SUBGRAPH_BAD_ANSWER', (response) => response.end('[1]')],
    ['has errors that are none', 'SUBGRAPH_BAD_ANSWER', (response) => response.end('{"errors":[null]}')],
  ])('%s, the rest of the answer is there in time, and the hole has the code %s', async (_, code, answer) => {
    ill = answer;
    const from = performance.now();
    const { status, text } = await ask();
    expect(performance.now() - from).toBeLessThan(queryMs + 2_000);
    const { data, errors } = JSON.parse(text);
    expect([status, data]).toEqual([200, holed]);
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) expect(error.extensions.code).toBe(code);
    expect(text).not.toMatch(/127\.0\.0\.1|10\.0\.0\.7|http/);
  });

  it('is away, nobody waits for it: its breaker opens, other fields are answered, and it closes by itself', async () => {
    ill = () => {};
    await Promise.all(Array.from({ length: 60 }, () => ask()));
    const before = asked;
    const from = performance.now();
    const { text } = await ask();
    expect(performance.now() - from).toBeLessThan(queryMs * 0.85);
    expect(JSON.parse(text)).toMatchObject({
      data: holed,
      errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }, {}],
    });
    expect(asked).toBe(before);
    expect(JSON.parse((await ask('{ now }')).text)).toEqual({ data: { now: 1 } });
    expect(await metrics.text()).toMatch(/lastmile_gateway_subgraph_breaker\{[^}]*subgraph="ill"[^}]*\} 2/);
    await untilWell();
    expect(JSON.parse((await ask()).text)).toEqual({ data: healthy });
    expect(await metrics.text()).toMatch(/lastmile_gateway_subgraph_breaker\{[^}]*subgraph="ill"[^}]*\} 0/);
  }, 20_000);

  it('resets one connection, a read is asked again and a mutation is not', async () => {
    let times = 0;
    ill = (response, body) => {
      times += 1;
      if (times === 1) response.socket?.resetAndDestroy();
      else inGoodHealth(response, body);
    };
    expect(JSON.parse((await ask()).text)).toEqual({ data: healthy });
    expect(times).toBe(2);
  });
});

describe('whoever asks and goes', () => {
  beforeEach(untilWell, 20_000);

  async function askAndLeave(query: string): Promise<{ response: ServerResponse; answer: () => void }> {
    const begun = new Promise<{ response: ServerResponse; answer: () => void }>((resolve) => {
      ill = (response, body) => resolve({ response, answer: () => inGoodHealth(response, body) });
    });
    const leaving = new AbortController();
    const answer = fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
      signal: leaving.signal,
    });
    const upstream = await begun;
    leaving.abort();
    await expect(answer).rejects.toThrow();
    return upstream;
  }

  it('ends what a query asks of subgraphs', async () => {
    const { response } = await askAndLeave('{ now things { id extra } }');
    await once(response, 'close');
    expect(response.writableFinished).toBe(false);
  });

  it('does not end a mutation', async () => {
    const { response } = await askAndLeave('mutation { mend }');
    const closed = once(response, 'close');
    // The gateway has heard of it by the time that it has answered somebody else.
    expect((await ask('{ now }')).status).toBe(200);
    response.end('{"data":{"mend":1}}');
    await closed;
    expect(response.writableFinished).toBe(true);
  });
});

describe('a subgraph is told what is left of the time of a query', () => {
  const query = '{ now things { id extra } }';
  const post = (accept: string) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query }),
    }).then((answer) => answer.text());

  beforeEach(untilWell, 20_000);
  afterEach(() => {
    pauseMs = 0;
  });

  it.each<[string, () => Promise<unknown>]>([
    ['HTTP', () => post('application/json')],
    ['an event stream', () => post('text/event-stream')],
    [
      'a socket',
      async () => {
        const client = createClient({
          url: `${url.replace('http', 'ws')}/graphql`,
          webSocketImpl: WebSocket,
        });
        const { value } = await client.iterate({ query }).next();
        await client.dispose();
        return JSON.stringify(value);
      },
    ],
  ])('over %s', async (_transport, askSo) => {
    pauseMs = 150;
    expect(await askSo()).toContain('"extra":"of b"');
    expect(timesLeft.at(-1)).toBeGreaterThan(0);
    expect(timesLeft.at(-1)).toBeLessThanOrEqual(queryMs - pauseMs + 1);
  });
});
