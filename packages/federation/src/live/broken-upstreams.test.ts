import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { createHttpSource } from '../source/http-source.ts';
import type { Source } from '../source/source.ts';
import { buildGraph } from '../testing/build-graph.ts';
import { Ear } from '../testing/order-log.ts';
import { until } from '../testing/until.ts';
import { LiveStreams } from './live-streams.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const graph = buildGraph({
  items: {
    sdl: `type Query { x: Int } type Item @key(fields: "id") { id: ID! }
      type Subscription { added(to: Int!): Item shown(after: String): Item }`,
    resolvers: {
      Subscription: {
        added: {
          async *subscribe(_: unknown, { to }: { to: number }) {
            for (let id = 1; id <= Math.abs(to); id += 1) yield { added: { id } };
            if (to < 0) throw new Error('It broke');
            await new Promise(() => {});
          },
        },
        shown: {
          async *subscribe(_: unknown, { after }: { after?: string }) {
            for (let id = Number(after ?? 0) + 1; id <= 400; id += 1) yield { shown: { id } };
            await new Promise(() => {});
          },
        },
      },
    },
  },
  names: {
    sdl: 'type Item @key(fields: "id") { id: ID! name: String }',
    resolvers: { Item: { name: ({ id }: { id: string }) => `item ${id}` } },
  },
});

const names = graph.sources.get('names') as Source;
const slowNames: Source = {
  execute: async (request) => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    return names.execute(request);
  },
};

type Events =
  | { readonly protocol: 'ws' }
  | { readonly answer: (response: ServerResponse, at: number) => void };

/** A subgraph of items, over a socket or as it is told, and how often it was subscribed to. */
async function serve(how: Events) {
  let opened = 0;
  const server = createServer((_request, response) => {
    opened += 1;
    if ('answer' in how) how.answer(response, opened);
  });
  const sockets = new WebSocketServer({ server });
  useServer(
    {
      schema: graph.schemas.get('items') as never,
      onSubscribe: () => {
        opened += 1;
      },
      onNext: (_context, _id, _payload, _args, result) => {
        const { id } = (result.data?.shown ?? {}) as { id?: string };
        return id === undefined ? result : { ...result, extensions: { cursor: id } };
      },
    },
    sockets,
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const [url, socketUrl] = [`http://127.0.0.1:${port}/`, `ws://127.0.0.1:${port}/`];
  const source = createHttpSource({
    url,
    subscriptions: {
      ...('protocol' in how ? { url: socketUrl } : { protocol: 'sse', url }),
      maxWaiting: 50,
    },
  });
  const streams = new LiveStreams({
    planner: graph.planner,
    sources: new Map<string, Source>([
      ['items', source],
      ['names', slowNames],
    ]),
    giveUpMs: 5_000,
  });
  ends.push(
    () => streams.close(),
    () => source.close?.(),
    () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
    },
  );
  const hear = async (document: string) => {
    const ear = new Ear();
    const { planner } = graph;
    const prepared = await planner.plan(document);
    await streams.join({ prepared, planner, rights: 'x', contextFor: () => ({}) }, ear);
    return ear;
  };
  return { hear, opened: () => opened, clients: () => [...sockets.clients] as WebSocket[] };
}

const ids = (ear: Ear) =>
  ear.answers.map(({ data }) => Number(Object.values(data as Record<string, { id?: string }>)[0]?.id));
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
const eventOf = (id: number) =>
  `event: next\ndata: ${JSON.stringify({ data: { added: { __typename: 'Item', id: String(id) } } })}\n\n`;
const stream = { 'content-type': 'text/event-stream' };

describe('a subscription that cannot be taken up where it broke off', () => {
  it('ends with an error when the subgraph breaks it off, and says nothing twice', async () => {
    const { hear, opened } = await serve({ protocol: 'ws' });
    const ear = await hear('subscription { added(to: -1) { id } }');
    await until(() => ear.ends.length === 1);
    expect([ids(ear), opened()]).toEqual([[1], 1]);
    expect(ear.ends).toMatchObject([[{ extensions: { code: 'DOWNSTREAM_SERVICE_ERROR' } }]]);
  });

  it('ends with the errors that the subgraph ends it with', async () => {
    const { hear, clients } = await serve({ protocol: 'ws' });
    const ear = await hear('subscription { added(to: 1) { id } }');
    await until(() => ear.updates.length === 1);
    const [socket] = clients();
    const errors = [{ message: 'No more', extensions: { code: 'CLOSED' } }];
    // It has one subscription, whose id only the client knows.
    const heard = new Promise<string>((resolve) => {
      socket?.on('message', (data) => resolve(JSON.parse(String(data)).id));
    });
    const other = await hear('subscription { added(to: 2) { id } }');
    socket?.send(JSON.stringify({ id: await heard, type: 'error', payload: errors }));
    await until(() => other.ends.length === 1);
    expect(other.ends).toMatchObject([[{ message: 'No more', extensions: { code: 'CLOSED' } }]]);
    expect(ear.ends).toEqual([]);
  });

  it('begins anew when its connection is lost, a few times, each after a longer pause', async () => {
    const at: number[] = [];
    const { hear } = await serve({
      answer: (response) => {
        at.push(Date.now());
        response.writeHead(200, stream).write(eventOf(1), () => setTimeout(() => response.destroy(), 10));
      },
    });
    const ear = await hear('subscription { added(to: 1) { id } }');
    await until(() => ear.ends.length === 1);
    expect(ids(ear)).toEqual([1, 1, 1, 1]);
    expect(ear.ends).toMatchObject([[{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]]);
    expect((at[3] ?? 0) - (at[2] ?? 0)).toBeGreaterThan(80);
  });

  it('begins anew when the socket is closed as if nothing were wrong, which the client knows of', async () => {
    const { hear, opened, clients } = await serve({ protocol: 'ws' });
    const ear = await hear('subscription { added(to: 1) { id } }');
    for (let round = 1; round <= 4; round += 1) {
      await until(() => ear.updates.length === round);
      for (const socket of clients()) socket.close(1000);
    }
    await until(() => ear.ends.length === 1);
    expect([ids(ear), opened()]).toEqual([[1, 1, 1, 1], 4]);
  });
});

describe('events that come faster than they are completed', () => {
  it('wait in the subgraph where it streams', async () => {
    const { hear, opened } = await serve({
      answer: (response) => {
        response.writeHead(200, stream);
        for (const id of upTo(400)) response.write(eventOf(id));
        response.end('event: complete\n\n');
      },
    });
    const ear = await hear('subscription { added(to: 1) { id name } }');
    await until(() => ear.ends.length === 1);
    expect([ids(ear), ear.ends, opened()]).toEqual([upTo(400), ['complete'], 1]);
  });

  it('end what cannot be taken up again with a code, after those that had room', async () => {
    const { hear, opened } = await serve({ protocol: 'ws' });
    const ear = await hear('subscription { added(to: 400) { id name } }');
    await until(() => ear.ends.length === 1);
    expect(ear.ends).toMatchObject([[{ extensions: { code: 'SUBSCRIPTION_OVERRUN' } }]]);
    expect(ear.updates.length).toBeGreaterThanOrEqual(50);
    expect([ids(ear), opened()]).toEqual([upTo(ear.updates.length), 1]);
  });

  it('are taken up again from the last cursor where there is one', async () => {
    const { hear, opened } = await serve({ protocol: 'ws' });
    const ear = await hear('subscription { shown { id name } }');
    await until(() => ear.updates.length === 400);
    expect([ids(ear), ear.ends]).toEqual([upTo(400), []]);
    expect(opened()).toBeGreaterThan(1);
  });
});
