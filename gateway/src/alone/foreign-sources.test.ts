import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { SourceRequest } from '@lastmile/federation/source/source';
import { createMetrics } from '@lastmile/telemetry/metrics';
import { foreignSources } from './foreign-sources.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A subgraph that answers as it is told, or never, and counts how often it is asked. */
async function subgraph(answer: unknown) {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    if (answer !== undefined)
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  return { url, asked: () => asked };
}

const metrics = createMetrics({ service: 'test' });
function sourceAt(url: string, subgraphErrors: 'pass' | 'mask' = 'pass', timeoutMs = 3_000) {
  const nowhere = { subgraphs: new Map(), subscriptions: new Map() };
  const source = foreignSources({ ...nowhere, timeoutMs, subgraphErrors, metrics })('shop', url);
  if (!source) throw new Error('no source');
  return source;
}
const reading = (
  forwarded: Record<string, string> = {},
  kind: 'query' | 'mutation' = 'query',
): SourceRequest => ({
  ...{ document: '{ a }', documentHash: 'a', variables: {}, kind },
  context: { correlationId: 'one-of-many', forwarded },
});

const telling = {
  data: null,
  errors: [
    {
      message: 'connect ECONNREFUSED postgres://user:pw@db/x',
      path: ['a'],
      extensions: { code: 'BROKEN', exception: { stack: 'at /srv/a.js' }, serviceName: 'shop', field: 'a' },
    },
  ],
};

describe('What a foreign subgraph says of its errors', () => {
  it('masked, has its code, its path and a correlation id', async () => {
    const { url } = await subgraph(telling);
    const { errors } = await sourceAt(url, 'mask').execute(reading());
    expect(errors).toEqual([
      {
        message: 'A part of this failed. Tell support the correlation id one-of-many.',
        path: ['a'],
        extensions: { code: 'BROKEN', correlationId: 'one-of-many' },
      },
    ]);
  });

  it('passed on, is its message, and of its extensions nothing of the inside', async () => {
    const { url } = await subgraph(telling);
    const { errors } = await sourceAt(url).execute(reading());
    const message = 'connect ECONNREFUSED postgres://user:pw@db/x';
    expect(errors).toEqual([{ message, path: ['a'], extensions: { code: 'BROKEN', field: 'a' } }]);
  });
});

describe('A foreign subgraph', () => {
  it('that never answers is left alone after a few tries, which the metrics tell', async () => {
    const { url, asked } = await subgraph(undefined);
    const source = sourceAt(url, 'pass', 100);
    for (let tries = 0; tries < 15; tries += 1) {
      const { errors } = await source.execute(reading());
      expect(String(errors?.[0]?.extensions?.code)).toMatch(/^SUBGRAPH_/);
    }
    expect(asked()).toBeLessThan(15);
    expect(await metrics.text()).toMatch(/gateway_subgraph_breaker\{[^}]*subgraph="shop"[^}]*\} 2/);
  });

  it('is asked once for equal reads at a time, of clients with equal headers, and again after a mutation', async () => {
    const { url, asked } = await subgraph({ data: { a: 1 } });
    const source = sourceAt(url);
    await Promise.all(
      [reading(), reading(), reading({ authorization: 'x' })].map((one) => source.execute(one)),
    );
    expect(asked()).toBe(2);
    const before = source.execute(reading());
    await source.execute(reading({}, 'mutation'));
    await Promise.all([before, source.execute(reading())]);
    expect(asked()).toBe(5);
  });
});
