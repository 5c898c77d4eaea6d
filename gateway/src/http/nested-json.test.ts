import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { startTestGateway } from '../testing-gateway.ts';

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar JSON type Query { deep: JSON shallow(of: JSON): JSON }`;

let running: Awaited<ReturnType<typeof startTestGateway>>;
afterEach(() => running.stop());
const start = async () => {
  running = await startTestGateway(
    {},
    {
      sdl,
      source: {
        execute: async ({ document, variables }) => ({
          data: { deep: JSON.parse(nested(8_000)), shallow: document.includes('$') ? variables.of : [[1]] },
        }),
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

describe('JSON that is nested without end', () => {
  it('in an answer of a subgraph is a hole, by POST and over a socket', async () => {
    await start();
    expect((await post('{"query":"{ deep shallow }"}')).json).toMatchObject(hole);
    const socket = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    const heard: unknown[] = [];
    const answered = new Promise<void>((resolve) =>
      socket.on('message', (data) => {
        const message = JSON.parse(data.toString());
        heard.push(message);
        if (message.type === 'connection_ack')
          socket.send('{"id":"a","type":"subscribe","payload":{"query":"{ deep shallow }"}}');
        if (message.type === 'complete') resolve();
      }),
    );
    socket.send('{"type":"connection_init"}');
    await answered;
    expect(heard[1]).toMatchObject({ id: 'a', type: 'next', payload: hole });
    socket.terminate();
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
