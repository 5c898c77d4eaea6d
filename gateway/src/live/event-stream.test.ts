import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, anonymous } from '@lastmile/kernel/actor';
import { startTestGateway } from '../testing-gateway.ts';
import { wantsEventStream } from './event-stream.ts';

const ann: Actor = { ...anonymous, kind: 'user', id: 'ann', sessionId: 'session-1' };
let running: Awaited<ReturnType<typeof startTestGateway>>;

beforeEach(async () => {
  running = await startTestGateway({ GATEWAY_SOCKET_PING_MS: '200', GATEWAY_SOCKETS_PER_USER_MAX: '2' });
  running.actors.set('session-1', ann);
});
afterEach(() => running.stop());

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('It did not come to be');
}

/** What comes over the wire, as it comes. */
function listen(query: string, headers: Record<string, string> = {}) {
  const url = new URL('/graphql', running.url);
  url.searchParams.set('query', query);
  const heard = { text: '', status: 0, type: '', isOver: false };
  const request = get(url, { headers: { accept: 'text/event-stream', ...headers } }, (response) => {
    heard.status = response.statusCode ?? 0;
    heard.type = String(response.headers['content-type']);
    response.setEncoding('utf8');
    response.on('data', (text) => {
      heard.text += text;
    });
    response.on('close', () => {
      heard.isOver = true;
    });
  });
  request.on('error', () => {
    heard.isOver = true;
  });
  return { heard, end: () => request.destroy() };
}

const said = ({ text }: { text: string }) => text.replaceAll(':\n\n', '');

describe('who wants a stream', () => {
  it.each([
    [undefined, false],
    ['*/*', false],
    ['text/event-stream', true],
    ['text/event-stream, multipart/mixed', true],
    ['application/graphql-response+json, application/json, text/event-stream, multipart/mixed', false],
    ['application/json;q=0.5, text/event-stream', true],
    ['Text/Event-Stream; q=0.9, application/json; q=1', false],
    ['text/event-stream;q=0', false],
  ])('says so by %s: %s', (accept, wanted) => {
    expect(wantsEventStream({ headers: { accept } })).toBe(wanted);
  });
});

describe('GraphQL over SSE', () => {
  it('streams a subscription as events, shared with others, and ends upstream when the client goes', async () => {
    const streams = [listen('subscription { ticked }'), listen('subscription { ticked }')];
    await until(() => running.ticks.size === 1 && streams.every(({ heard }) => heard.status === 200));
    running.tick(1);
    running.tick(2);
    for (const { heard } of streams) {
      await until(() => heard.text.includes('2'));
      expect(said(heard)).toBe(
        'event: next\ndata: {"data":{"ticked":1}}\n\nevent: next\ndata: {"data":{"ticked":2}}\n\n',
      );
      expect(heard.type).toBe('text/event-stream; charset=utf-8');
    }
    for (const { end } of streams) end();
    await until(() => running.ticks.size === 0);
  });

  it('runs a query once and completes', async () => {
    const { heard } = listen('{ hour }');
    await until(() => heard.isOver);
    expect(said(heard)).toBe('event: next\ndata: {"data":{"hour":12}}\n\nevent: complete\ndata: \n\n');
  });

  it('takes an operation by POST', async () => {
    const answer = await fetch(`${running.url}/graphql`, {
      method: 'POST',
      headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query Hour { hour }', operationName: 'Hour' }),
    });
    expect(said({ text: await answer.text() })).toMatch(
      /^event: next\ndata: {"data":{"hour":12}}\n\nevent: complete/,
    );
  });

  it('keeps the connection alive while nothing happens', async () => {
    const { heard, end } = listen('subscription { ticked }');
    await until(() => heard.text.split(':\n\n').length > 3);
    expect(said(heard)).toBe('');
    end();
  });

  it.each([
    ['what does not fit the schema', 'subscription { nothing }', {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a field left out', 'subscription { ticked @skip(if: true) }', {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a mutation by GET', 'mutation { join }', {}, 405, 'METHOD_NOT_ALLOWED'],
    ['a bad token', '{ hour }', { authorization: 'Bearer abc' }, 401, 'UNAUTHENTICATED'],
    ['a page elsewhere', '{ hour }', { origin: 'https://evil.example' }, 403, 'FORBIDDEN'],
    ['a page elsewhere without its origin', '{ hour }', { 'sec-fetch-site': 'cross-site' }, 403, 'FORBIDDEN'],
  ])(
    'refuses %s with a status, so that nobody tries again for ever',
    async (_what, query, headers, status, code) => {
      const { heard } = listen(query, headers as unknown as Record<string, string>);
      await until(() => heard.isOver);
      expect([heard.status, JSON.parse(heard.text).errors[0].extensions.code]).toEqual([status, code]);
    },
  );

  it('refuses a POST that a form could send', async () => {
    const headers = { accept: 'text/event-stream', 'content-type': 'text/plain' };
    const answer = await fetch(`${running.url}/graphql`, {
      method: 'POST',
      headers,
      body: '{"query":"{ hour }"}',
    });
    expect(answer.status).toBe(400);
  });

  it('ends with the session, and says so; it is cut when rights change; a user has a bounded number', async () => {
    const authorization = `Bearer ${await running.token()}`;
    const streams = [
      listen('subscription { ticked }', { authorization }),
      listen('subscription { ticked }', { authorization }),
    ];
    await until(() => streams.every(({ heard }) => heard.status === 200));
    const third = listen('subscription { ticked }', { authorization });
    await until(() => third.heard.isOver);
    expect(third.heard.status).toBe(429);
    running.gateway.rights.userChanged('ann');
    for (const { heard } of streams) {
      await until(() => heard.isOver);
      expect(said(heard)).toBe('');
    }
    const again = listen('subscription { ticked }', { authorization });
    await until(() => again.heard.status === 200);
    running.gateway.rights.sessionEnded('session-1');
    await until(() => again.heard.isOver);
    expect(said(again.heard)).toMatch(
      /^event: next\ndata: .*UNAUTHENTICATED.*\n\nevent: complete\ndata: \n\n$/,
    );
  });
});
