import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { buildGraph } from '@lastmile/federation/testing/build-graph';
import { startAlone } from './testing-alone.ts';

const graph = buildGraph({
  shop: {
    sdl: 'type Query { sold: Int open: Int }',
    resolvers: {
      Query: {
        sold: () => {
          throw new Error('The till is locked');
        },
        open: () => 1,
      },
    },
  },
});
const schema = graph.schemas.get('shop') as never;
const plugins = [ApolloServerPluginInlineTraceDisabled()];
const shop = new ApolloServer({ schema, plugins, includeStacktraceInErrorResponses: true });
let place: string;
const stops: (() => Promise<void>)[] = [() => shop.stop()];
beforeAll(async () => {
  const { url } = await startStandaloneServer(shop, { listen: { port: 0, host: '127.0.0.1' } });
  place = `shop=${url}`;
});
afterAll(async () => {
  for (const stop of stops) await stop();
});

async function ask(...words: string[]) {
  const gateway = await startAlone(graph.supergraphSdl, ['--subgraph', place, ...words]);
  stops.unshift(gateway.stop);
  return gateway.ask('{ open sold }');
}

it('An error that was thrown in an Apollo Server subgraph passes with its message and its code', async () => {
  const { data, errors } = await ask('--subgraph-errors', 'pass');
  expect(data).toEqual({ open: 1, sold: null });
  expect(errors).toEqual([
    { message: 'The till is locked', path: ['sold'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
  ]);
});

it('Masked, it has its code and a correlation id', async () => {
  const { errors } = await ask('--subgraph-errors', 'mask');
  expect(errors).toEqual([
    {
      message: expect.stringMatching(/^A part of this failed\. Tell support the correlation id /),
      path: ['sold'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId: expect.any(String) },
    },
  ]);
});
