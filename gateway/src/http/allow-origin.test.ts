import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { preflightHeaders } from '../limit/refuse-cross-site.ts';
import { startTestGateway } from '../testing-gateway.ts';

const origin = 'https://app.example.com';
let running: Awaited<ReturnType<typeof startTestGateway>>;
beforeAll(async () => {
  running = await startTestGateway({ GATEWAY_CORS_ORIGINS: origin, GATEWAY_RATE_ADDRESS: '4' });
});
afterAll(() => running.stop());

const names = (answer: Response, header: string) => answer.headers.get(header)?.split(', ') ?? [];

const preflight = (from: string) =>
  fetch(`${running.url}/graphql`, {
    method: 'OPTIONS',
    headers: { origin: from, 'access-control-request-method': 'GET' },
  });

describe('a page of an origin that is allowed', () => {
  it('may send every header by which it is told from a page elsewhere, and those that say what it wants', async () => {
    const answer = await preflight(origin);
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
    expect(names(answer, 'access-control-allow-headers')).toEqual(
      expect.arrayContaining([...preflightHeaders, 'content-type', 'if-none-match', 'lastmile-cost']),
    );
  });

  it('may read all that it is told by headers', async () => {
    const everyPage = [
      'cache-control',
      'content-language',
      'content-length',
      'content-type',
      'expires',
      'last-modified',
    ];
    const ofTheConnection = [
      'connection',
      'content-encoding',
      'date',
      'keep-alive',
      'transfer-encoding',
      'vary',
    ];
    const own = new Set([...everyPage, ...ofTheConnection]);
    const heard = new Set<string>();
    const ask = async (init: RequestInit, search = '') => {
      const answer = await fetch(`${running.url}/graphql${search}`, {
        ...init,
        headers: { origin, 'content-type': 'application/json', ...init.headers },
      });
      await answer.text();
      const told = [...answer.headers.keys()].filter(
        (name) => !name.startsWith('access-control-') && !own.has(name),
      );
      for (const name of told) heard.add(name);
      expect(names(answer, 'access-control-expose-headers')).toEqual(expect.arrayContaining(told));
    };
    await ask({ headers: { 'x-apollo-operation-name': 'Hour' } }, '?query={hour}');
    await ask({ headers: { 'x-apollo-operation-name': 'Join' } }, '?query=mutation{join}');
    const authorization = `Bearer ${await running.token()}`;
    running.actors.set('session-1', {
      kind: 'user',
      id: 'ann',
      version: 1,
      membershipVersion: 0,
      memberships: [],
      staff: [],
    });
    const body = JSON.stringify({ query: 'mutation { join }' });
    await ask({ method: 'POST', headers: { authorization }, body });
    for (let times = 0; times < 3; times += 1) await ask({ method: 'POST', body });
    expect([...heard].sort()).toEqual([
      ...['allow', 'etag', 'lastmile-membership-version', 'ratelimit', 'ratelimit-policy'],
      ...['retry-after', 'x-correlation-id'],
    ]);
  });
});

it('a page of another origin may nothing', async () => {
  const answer = await preflight('https://elsewhere.example.com');
  expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
});
