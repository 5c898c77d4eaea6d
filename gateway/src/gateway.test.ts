import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, anonymous } from '@lastmile/kernel/actor';
import { createClient } from 'graphql-ws';
import { generateKeyPair } from 'jose';
import { WebSocket } from 'ws';
import { authSdl, clockSdl, sdlOf, startTestGateway } from './testing-gateway.ts';

const ann: Actor = { ...anonymous, kind: 'user', id: 'ann', sessionId: 'session-1' };
let running: Awaited<ReturnType<typeof startTestGateway>>;

beforeEach(async () => {
  running = await startTestGateway();
  running.actors.set('session-1', ann);
});
afterEach(() => running.stop());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('It did not come to be');
}

describe('who is asking', () => {
  it('is anonymous without a token and the session’s user with one', async () => {
    expect((await running.ask('{ whoami }')).json.data).toEqual({ whoami: 'anonymous/0' });
    expect((await running.ask('{ whoami }', bearer(await running.token()))).json.data).toEqual({
      whoami: 'ann/0',
    });
  });

  it.each([
    [
      'a token of another key',
      async () => running.token({}, {}, (await generateKeyPair('EdDSA')).privateKey),
    ],
    ['a token of another type', () => running.token({}, { typ: 'rt+jwt' })],
    ['an unknown key id', () => running.token({}, { kid: 'two' })],
    ['an expired one', () => running.token({ exp: 1 }).then((token) => token)],
    ['one without a session', () => running.token({ sid: undefined })],
    [
      'an unsigned one',
      async () => `${btoa('{"alg":"none","typ":"at+jwt"}')}.${btoa('{"sub":"ann","sid":"session-1"}')}.`,
    ],
    ['garbage', async () => 'abc'],
  ])('is refused with 401 for %s', async (what, make) => {
    const token = what === 'an expired one' ? await expired() : await make();
    const { status, json } = await running.ask('{ whoami }', bearer(token));
    expect([status, json.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  async function expired(): Promise<string> {
    const { SignJWT } = await import('jose');
    const { privateKey } = await generateKeyPair('EdDSA');
    return new SignJWT({ sub: 'ann', sid: 'session-1', exp: 1 })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt' })
      .sign(privateKey);
  }

  it('is nobody any more when the session has ended, at once', async () => {
    const headers = bearer(await running.token());
    expect((await running.ask('{ whoami }', headers)).status).toBe(200);
    running.actors.delete('session-1');
    running.gateway.rights.sessionEnded('session-1');
    expect((await running.ask('{ whoami }', headers)).status).toBe(401);
  });

  it('sees a change of its own rights in its next request rather than being refused', async () => {
    const headers = bearer(await running.token());
    const joined = await running.ask('mutation { join }', headers);
    expect(joined.headers.get('lastmile-membership-version')).toBe('1');
    expect((await running.ask('{ whoami }', headers)).json.data).toEqual({ whoami: 'ann/1' });
  });
});

describe('the endpoint', () => {
  it('has a stable code for what does not fit, with status 400 where GraphQL’s own type is asked for', async () => {
    const plain = await running.ask('{ whoam }');
    const strict = await running.ask('{ whoam }', { accept: 'application/graphql-response+json' });
    expect([plain.status, strict.status]).toEqual([200, 400]);
    expect(strict.json).toEqual(plain.json);
    expect(plain.json.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('refuses what a form could send, batches, bodies that are too long and bodies that are no JSON', async () => {
    const post = (body: string, type = 'application/json') =>
      fetch(`${running.url}/graphql`, { method: 'POST', headers: { 'content-type': type }, body });
    expect((await post('{"query":"{ whoami }"}', 'text/plain')).status).toBe(400);
    expect((await post('[{"query":"{ whoami }"}]')).status).toBe(400);
    expect((await post(`{"query":"${' '.repeat(1_000_001)}"}`)).status).toBe(413);
    expect((await post('{')).status).toBe(400);
    expect((await fetch(`${running.url}/graphql?query={whoami}`)).status).toBe(400);
  });

  it('runs nothing when the document has no operation of the name that was asked for', async () => {
    const asked = await running.ask('mutation Join { join }', bearer(await running.token()), 'Leave');
    expect(asked.json.errors).toMatchObject([
      {
        message: expect.stringContaining('"Leave"'),
        extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
      },
    ]);
    expect(asked.headers.has('lastmile-membership-version')).toBe(false);
  });

  it('says where subscriptions are answered', async () => {
    const answer = await fetch(`${running.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"subscription { ticked }"}',
    });
    expect(await answer.json()).toMatchObject({
      errors: [{ message: expect.stringContaining('graphql-ws'), extensions: { code: 'BAD_INPUT' } }],
    });
  });

  it('serves GraphiQL from itself alone', async () => {
    const answer = await fetch(`${running.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(answer.headers.get('content-security-policy')).toMatch(
      /default-src 'self';.*frame-ancestors 'none'/,
    );
    const page = await answer.text();
    expect(page).not.toMatch(/(src|href)="https?:/);
    const script = /src="(\/explorer\/[^"]+\.js)"/.exec(page)?.[1] ?? '/explorer/ruru.js';
    expect((await fetch(running.url + script)).status).toBe(200);
    expect((await fetch(`${running.url}/explorer/..%2f..%2fpackage.json`)).status).toBe(404);
  });

  it('answers a correlation id that came, or a new one', async () => {
    const given = await running.ask('{ whoami }', { 'x-correlation-id': 'order-4711' });
    expect(given.headers.get('x-correlation-id')).toBe('order-4711');
    const bad = await running.ask('{ whoami }', { 'x-correlation-id': 'a b<script>' });
    expect(bad.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('swaps the supergraph without restart, and keeps the old one when the new one is broken', async () => {
    writeFileSync(running.supergraphPath, 'type Broken {');
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect((await running.ask('{ hour }')).json.data).toEqual({ hour: 12 });
    writeFileSync(
      running.supergraphPath,
      sdlOf(authSdl, clockSdl.replace('hour: Int', 'hour: Int minute: Int')),
    );
    await until(async () => (await running.ask('{ minute }')).status === 200);
  });
});

describe('live subscriptions', () => {
  function connect(authorization?: string) {
    const closed: number[] = [];
    const client = createClient({
      url: `${running.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      lazy: true,
      connectionParams: authorization ? { authorization } : {},
      on: { closed: (event) => closed.push((event as { code: number }).code) },
    });
    return { client, closed };
  }

  it('stream what the owner yields, and end upstream when the client goes', async () => {
    const { client } = connect(`Bearer ${await running.token()}`);
    const stream = client.iterate({ query: 'subscription { ticked }' });
    const first = stream.next();
    await until(() => running.ticks.size === 1);
    running.tick(1);
    expect((await first).value).toEqual({ data: { ticked: 1 } });
    await client.dispose();
    await until(() => running.ticks.size === 0);
  });

  it('end with 4403 when the session ends', async () => {
    const { client, closed } = connect(`Bearer ${await running.token()}`);
    const stream = client.iterate({ query: 'subscription { ticked }' });
    const next = stream.next().catch(() => 'gone');
    await until(() => running.ticks.size === 1);
    running.gateway.rights.sessionEnded('session-1');
    await next;
    expect(closed).toEqual([4403]);
  });

  it('do not begin with a bad token, and a page elsewhere cannot open a socket', async () => {
    const { client, closed } = connect('Bearer abc');
    await client
      .iterate({ query: 'subscription { ticked }' })
      .next()
      .catch(() => 'refused');
    expect(closed).toEqual([4403]);
    const foreign = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      origin: 'https://evil.example',
    });
    await expect(new Promise((_resolve, reject) => foreign.on('error', reject))).rejects.toThrow(/403/);
  });
});
