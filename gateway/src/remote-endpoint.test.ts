import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EndpointCall } from './platform.ts';
import { remoteEndpoint } from './remote-endpoint.ts';

/** A subgraph and, beside it, a server that is nobody's business. */
const servers = [0, 1].map((place) =>
  createServer((request, response) => {
    heard.push({ place, url: request.url ?? '', assertion: request.headers['lastmile-assertion'] });
    response.end('answered');
  }),
);
const heard: { place: number; url: string; assertion: unknown }[] = [];
let ports: number[];

beforeAll(async () => {
  ports = await Promise.all(
    servers.map(async (server) => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return (server.address() as AddressInfo).port;
    }),
  );
});
afterAll(() => {
  for (const server of servers) server.close();
});

function call(path: string, more: Partial<EndpointCall> = {}) {
  heard.length = 0;
  const subgraphs = new Map([['auth', { url: `http://127.0.0.1:${ports[0]}` }]]);
  return remoteEndpoint(subgraphs, {
    ...{ domain: 'auth', method: 'GET', path, headers: {}, query: {}, body: Buffer.from('') },
    ...more,
  });
}

describe('the endpoints of a domain in another process', () => {
  it('are answered with path and query, without an assertion from outside', async () => {
    const headers = { 'lastmile-assertion': 'forged' };
    const answer = await call('/.well-known/jwks.json', { query: { a: '1' }, headers });
    expect(answer).toMatchObject({ status: 200, body: 'answered' });
    expect(heard).toEqual([{ place: 0, url: '/.well-known/jwks.json?a=1', assertion: undefined }]);
  });

  it.each(['/graphql', '/feed', '/metrics', '/health/live', '/health/ready'])('do not include %s', (path) => {
    expect(call(path)).toBeUndefined();
  });

  it('reach no other host and no closed door by a path with empty segments', () => {
    for (const path of [
      `//127.0.0.1:${ports[1]}/secrets`,
      '//anything/metrics',
      '/x//metrics',
      '/./metrics',
    ]) {
      expect([path, call(path)]).toEqual([path, undefined]);
    }
    expect(heard).toEqual([]);
  });

  it('are not those of a domain that is not here', () => {
    expect(call('/page', { domain: 'nobody' })).toBeUndefined();
  });
});
