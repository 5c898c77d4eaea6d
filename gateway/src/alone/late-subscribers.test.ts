import { afterAll, expect, it } from '@jest/globals';
import { buildGraph } from '@lastmile/federation/testing/build-graph';
import { serveSubgraph } from '@lastmile/federation/testing/serve-http';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startAlone } from './testing-alone.ts';

const stops: (() => unknown)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

/** Says what there is, then what changes; how often it was asked. */
function stock() {
  let opened = 0;
  const graph = buildGraph({
    stock: {
      sdl: 'type Query { x: Int } type Subscription { left: Int }',
      resolvers: {
        Subscription: {
          left: {
            subscribe: async function* () {
              opened += 1;
              for (const left of [10, 9, 8]) {
                yield { left };
                await new Promise((resolve) => setTimeout(resolve, 300));
              }
            },
          },
        },
      },
    },
  });
  return { graph, opened: () => opened };
}

async function hearTwice(...words: string[]) {
  const { graph, opened } = stock();
  const subgraph = await serveSubgraph(graph.schemas.get('stock') as never);
  const gateway = await startAlone(graph.supergraphSdl, ['--subgraph', `stock=${subgraph.url}`, ...words]);
  stops.unshift(gateway.stop);
  stops.push(subgraph.close);
  const client = createClient({ url: gateway.url.replace('http', 'ws'), webSocketImpl: WebSocket });
  stops.unshift(() => client.dispose());
  const hear = async () => {
    const heard: unknown[] = [];
    for await (const { data } of client.iterate({ query: 'subscription { left }' })) heard.push(data?.left);
    return heard;
  };
  const early = hear();
  await new Promise((resolve) => setTimeout(resolve, 450));
  return { heard: await Promise.all([early, hear()]), opened: opened() };
}

it('Who comes late hears a foreign subscription from its beginning', async () => {
  expect(await hearTwice()).toEqual({
    heard: [
      [10, 9, 8],
      [10, 9, 8],
    ],
    opened: 2,
  });
});

it('Or shares it from where it is, if that was asked for', async () => {
  expect(await hearTwice('--share-subscriptions', 'always')).toEqual({ heard: [[10, 9, 8], [8]], opened: 1 });
});
