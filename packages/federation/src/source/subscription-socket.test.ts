import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { SourceResult } from './source.ts';
import { SubscriptionSocket } from './subscription-socket.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function serve() {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  const schema = buildSchema('type Query { x: Int } type Subscription { ticked: Int }');
  const waiting = {
    next: () => new Promise<never>(() => {}),
    return: async () => ({ done: true as const, value: undefined }),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  useServer({ schema, subscribe: () => waiting }, sockets);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(async () => {
    for (const socket of sockets.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`, sockets };
}

const request = {
  ...{ document: 'subscription { ticked }', documentHash: 'one', variables: {}, context: undefined },
};

describe('a socket to a subgraph', () => {
  it('stays as long as pings are answered, and is lost when they are not: a frozen process holds nobody', async () => {
    const { url, sockets } = await serve();
    const socket = new SubscriptionSocket({ url, pingMs: 50 });
    ends.unshift(() => socket.close());
    const events = (await socket.subscribe(request)) as AsyncIterableIterator<SourceResult>;
    let told: SourceResult | undefined;
    const next = events.next().then(({ value }) => {
      told = value;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(told).toBeUndefined();
    for (const client of sockets.clients) client.pause();
    await next;
    expect(told).toMatchObject({ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] });
  });
});
