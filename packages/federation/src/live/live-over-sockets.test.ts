import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { createHttpSource } from '../source/http-source.ts';
import { Ear, orderLog } from '../testing/order-log.ts';
import { until } from '../testing/until.ts';
import { LiveStreams } from './live-streams.ts';

const operation = 'subscription { orderPlaced { cursor change order { id buyer { name } } } }';
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A subgraph behind graphql-ws that can die without a word, and be started again at the same port. */
async function serve(schema: GraphQLSchema, port = 0) {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  useServer(
    {
      schema,
      onNext: (_context, _id, _payload, _args, result) => {
        const { cursor, change } = (result.data?.orderPlaced ?? {}) as Record<string, unknown>;
        return { ...result, extensions: { cursor, change } };
      },
    },
    sockets,
  );
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const die = async () => {
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, connections: () => sockets.clients.size, die };
}

describe('live subscriptions over a socket to the subgraph', () => {
  it('miss nothing and repeat nothing while the subgraph is killed and started again', async () => {
    const world = orderLog();
    const schema = world.graph.schemas.get('orders') as GraphQLSchema;
    let served = await serve(schema);
    const { port } = served;
    const orders = createHttpSource({
      url: `http://127.0.0.1:${port}/graphql`,
      timeoutMs: 3_000,
      subscriptions: { url: `ws://127.0.0.1:${port}/graphql` },
    });
    const { planner } = world.graph;
    const streams = new LiveStreams({ planner, sources: new Map([...world.sources, ['orders', orders]]) });
    ends.push(async () => {
      streams.close();
      await orders.close?.();
      await served.die();
    });
    const prepared = await planner.plan(operation);
    const ears = [new Ear(), new Ear(), new Ear()];
    for (const [at, ear] of ears.entries()) {
      const rights = at === 2 ? 'staff' : 'everybody';
      await streams.join({ prepared, planner, rights, contextFor: () => ({}) }, ear);
    }
    await until(() => ears.every((ear) => ear.updates.length === 1));
    // Two upstreams, one socket.
    expect([streams.upstreams, served.connections()]).toEqual([2, 1]);
    let at = 0;
    const place = (count: number) => {
      for (let times = 0; times < count; times += 1) world.place(String(at++));
    };
    for (let round = 0; round < 5; round += 1) {
      place(20);
      await new Promise((resolve) => setTimeout(resolve, round * 2));
      await served.die();
      place(20);
      served = await serve(schema, port);
      place(20);
      await until(() => ears.every((ear) => ear.ids.length === at));
    }
    const all = Array.from({ length: at }, (_, id) => String(id));
    for (const ear of ears) expect([ear.ids, ear.ends]).toEqual([all, []]);
  }, 30_000);
});
