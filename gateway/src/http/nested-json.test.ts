import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { startTestGateway } from '../testing-gateway.ts';

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar JSON type Query { deep: JSON shallow(of: JSON): JSON failing: JSON } type Subscription { refused: Int }`;

const broken = {
  message: 'broken',
  path: ['failing'],
  extensions: { code: 'BROKEN', trace: JSON.parse(nested(8_000)) },
};

let running: Awaited<ReturnType<typeof startTestGateway>>;
afterEach(() => running.stop());
const start = async () => {
  running = await startTestGateway(
    {},
    {
      sdl,
      source: {
        execute: async ({ document, variables }) => {
          if (document.includes('failing')) return { data: { failing: null }, errors: [broken] };
          const shallow = document.includes('$') ? variables.of : [[1]];
          return { data: { deep: JSON.parse(nested(8_000)), shallow } };
        },
        subscribe: async () => ({ errors: [broken] }),
      },
    },
  );
};
const post = async (body: string) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${running.url}/graphql`, { method: 'POST', headers, body });
  return { status: answer.status, json: await answer.json() };
};
const hole = {
  data: { deep: null, shallow: [[1]] },
  errors: [{ path: ['deep'], extensions: { code: 'INVALID_SUBGRAPH_VALUE' } }],
};

/** The first message that a socket hears of an operation. */
async function overSocket(query: string): Promise<unknown> {
  const socket = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  const heard: unknown[] = [];
  const answered = new Promise<void>((resolve) =>
    socket.on('message', (data) => {
      heard.push(JSON.parse(data.toString()));
      if (heard.length === 1) socket.send(JSON.stringify({ id: 'a', type: 'subscribe', payload: { query } }));
      else resolve();
    }),
  );
  socket.send('{"type":"connection_init"}');
  await answered;
  socket.terminate();
  return heard[1];
}

describe('JSON that is nested without end', () => {
  it.each([
    ['in an answer of a subgraph is a hole', '{ deep shallow }', hole],
    [
      'beside an error of a subgraph is left out',
      '{ failing }',
      { data: { failing: null }, errors: [{ message: 'broken', path: ['failing'] }] },
    ],
  ])('%s, by POST and over a socket', async (_what, query, answer) => {
    await start();
    expect((await post(JSON.stringify({ query }))).json).toMatchObject(answer);
    expect(await overSocket(query)).toMatchObject({ id: 'a', type: 'next', payload: answer });
  });

  it('beside the refusal of a subscription is left out', async () => {
    await start();
    expect(await overSocket('subscription { refused }')).toMatchObject({
      ...{ id: 'a', type: 'error', payload: [{ message: 'broken' }] },
    });
  });

  it('in variables is refused with BAD_INPUT, in a body and in an address', async () => {
    await start();
    const query = 'query ($of: JSON) { shallow(of: $of) }';
    const ask = (depth: number) =>
      post(`{"query":${JSON.stringify(query)},"variables":{"of":${nested(depth)}}}`);
    expect((await ask(100)).json).toEqual({ data: { shallow: JSON.parse(nested(100)) } });
    const refused = { errors: [{ extensions: { code: 'BAD_INPUT', limit: 200 } }] };
    expect(await ask(9_000)).toMatchObject({ status: 400, json: refused });
    const search = new URLSearchParams({ query, variables: `{"of":${nested(900)}}` });
    const answer = await fetch(`${running.url}/graphql?${search}`, {
      headers: { 'apollo-require-preflight': 'yes' },
    });
    expect([answer.status, await answer.json()]).toMatchObject([400, refused]);
  });

  it.each([1_900, 4_000])('in a document, %d deep, is refused', async (depth) => {
    await start();
    const { json } = await post(JSON.stringify({ query: `{ shallow(of: ${nested(depth)}) }` }));
    expect(json).toMatchObject({
      errors: [
        { extensions: { code: expect.stringMatching(/^(GRAPHQL_PARSE_FAILED|TOKEN_LIMIT_EXCEEDED)$/) } },
      ],
    });
  });
});
