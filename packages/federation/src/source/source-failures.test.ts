import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as zlib from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { WebSocketServer } from 'ws';
import { hearSource } from '../testing/hear-source.ts';
import { createHttpSource } from './http-source.ts';
import type { Source, SourceRequest, SourceResult } from './source.ts';
import type { SourceFailure } from './source-failure.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listen(handler: RequestListener, onSocket: (authorization: unknown) => number = () => 1000) {
  const server = createServer(handler);
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => socket.close(onSocket(request.headers.authorization)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}/secret-place`;
}

function open(url: string, more: Partial<Parameters<typeof createHttpSource>[0]> = {}) {
  const failures: (SourceFailure & { context: unknown })[] = [];
  const onFailure = (failure: SourceFailure, context: unknown) => void failures.push({ ...failure, context });
  const subscriptions = more.subscriptions && { ...more.subscriptions, onFailure };
  const source = createHttpSource({ url, onFailure, ...more, ...(subscriptions && { subscriptions }) });
  closers.push(() => source.close?.());
  return { source, failures };
}

const request: SourceRequest = {
  ...{ document: '{ x }', documentHash: 'x', variables: { secret: 'hush' }, kind: 'query', context: 'one' },
};

const hear = (source: Source) => hearSource(source, request);

describe('why a subgraph gave no answer', () => {
  const page = { 'content-type': 'text/html' };
  it.each<[string, Record<string, unknown>, RequestListener]>([
    [
      'a page of a proxy',
      { code: 'SUBGRAPH_UNAVAILABLE', cause: 'status 502', status: 502, contentType: 'text/html' },
      (_request, response) => response.writeHead(502, page).end('<h1>hush</h1>'),
    ],
    [
      'a login page',
      { code: 'SUBGRAPH_BAD_ANSWER', cause: 'status 401', status: 401, contentType: 'text/html' },
      (_request, response) => response.writeHead(401, page).end('<h1>hush</h1>'),
    ],
    [
      'a redirect',
      { code: 'SUBGRAPH_BAD_ANSWER', cause: 'status 307', status: 307, redirectsTo: 'https://a.test/b' },
      (_request, response) => response.writeHead(307, { location: 'https://u:p@a.test/b?token=hush' }).end(),
    ],
    [
      'what is no answer',
      { code: 'SUBGRAPH_BAD_ANSWER', cause: 'no answer of GraphQL', status: 200 },
      (_request, response) => response.end('hush'),
    ],
    [
      'an encoding that nobody knows',
      { code: 'SUBGRAPH_BAD_ANSWER', cause: 'Error', why: 'content-encoding rot13' },
      (_request, response) => response.writeHead(200, { 'content-encoding': 'rot13' }).end('{}'),
    ],
    [
      'a connection that breaks',
      { code: 'SUBGRAPH_UNAVAILABLE', cause: 'UND_ERR_SOCKET' },
      (_request, response) => response.socket?.destroy(),
    ],
  ])('is told of %s', async (_what, expected, answer) => {
    const { source, failures } = open(`http://user:hush@${await listen(answer)}`);
    await source.execute(request);
    expect(failures).toMatchObject([{ ...expected, context: 'one' }]);
    expect(JSON.stringify(failures)).not.toContain('hush');
  });

  it('is told of one that is not there, and of one that is too late, but not of a client that has gone', async () => {
    const gone = open('http://127.0.0.1:1/');
    await gone.source.execute(request);
    expect(gone.failures).toMatchObject([{ code: 'SUBGRAPH_UNAVAILABLE', cause: 'ECONNREFUSED' }]);
    const { source, failures } = open(`http://${await listen(() => {})}`, { timeoutMs: 50 });
    await source.execute(request);
    await source.execute({ ...request, signal: AbortSignal.abort() });
    expect(failures).toMatchObject([{ code: 'SUBGRAPH_TIMEOUT', cause: 'no answer in time' }]);
  });

  it('is told of streams and sockets too', async () => {
    const place = await listen(
      (_request, response) => response.writeHead(403, page).end('no'),
      () => 4403,
    );
    const streaming = open(`http://${place}`, { subscriptions: { protocol: 'sse', url: `http://${place}` } });
    await hear(streaming.source);
    expect(streaming.failures).toMatchObject([{ cause: 'status 403', contentType: 'text/html' }]);
    const cut = await listen((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(':\n\n'),
    );
    const broken = open(`http://${cut}`, { subscriptions: { protocol: 'sse', url: `http://${cut}` } });
    await hear(broken.source);
    expect(broken.failures).toMatchObject([{ cause: 'ended without complete' }]);
    const socket = open(`http://${place}`, { subscriptions: { url: `ws://${place}` } });
    await hear(socket.source);
    expect(socket.failures).toMatchObject([{ cause: 'closed with 4403', context: 'one' }]);
    const nowhere = open(`http://${place}`, { subscriptions: { url: 'ws://127.0.0.1:1/' } });
    await hear(nowhere.source);
    expect(nowhere.failures).toMatchObject([{ cause: 'ECONNREFUSED' }]);
  });
});

describe('a user and a password in the URL of a subgraph', () => {
  const expected = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;

  it('are sent as authorization, unless the headers have one', async () => {
    const seen: unknown[] = [];
    const place = await listen((asked, response) => {
      seen.push(asked.headers.authorization);
      response.end('{"data":{"x":1}}');
    });
    const url = `http://user:p%40ss@${place}`;
    await open(url).source.execute(request);
    await open(url, { headers: () => ({ Authorization: 'Bearer a' }) }).source.execute(request);
    expect(seen).toEqual([expected, 'Bearer a']);
  });

  it('are sent to streams and sockets too', async () => {
    const seen: unknown[] = [];
    const place = await listen(
      (asked, response) => {
        seen.push(asked.headers.authorization);
        response.end('{"errors":[{"message":"no"}]}');
      },
      (authorization) => {
        seen.push(authorization);
        return 4403;
      },
    );
    const at = `user:p%40ss@${place}`;
    await hear(open(`http://${at}`, { subscriptions: { protocol: 'sse', url: `http://${at}` } }).source);
    await hear(open(`http://${at}`, { subscriptions: { url: `ws://${at}` } }).source);
    expect(seen).toEqual([expected, expected]);
  });
});

describe('what comes encoded though nobody asked', () => {
  const small = { data: { x: 1 } };
  const large = { data: { x: 'y'.repeat(100_000), z: Array.from({ length: 9_000 }, (_, at) => at * 7919) } };
  it.each([
    ['deflate', zlib.deflateSync],
    ['deflate', zlib.deflateRawSync],
    ['zstd', zlib.zstdCompressSync],
  ])('is read: %s', async (encoding, compress) => {
    let said: unknown = small;
    const place = await listen((_request, response) =>
      response
        .writeHead(200, { 'content-encoding': encoding })
        .end(compress(Buffer.from(JSON.stringify(said)))),
    );
    const { source } = open(`http://${place}`);
    expect(await source.execute(request)).toEqual(small);
    said = large;
    expect(await source.execute(request)).toEqual(large);
  });

  it('is read in a stream too, event by event', async () => {
    const accepted: unknown[] = [];
    let goOn = () => {};
    const place = await listen((asked, response) => {
      accepted.push(asked.headers['accept-encoding']);
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      const gzip = zlib.createGzip();
      gzip.pipe(response);
      gzip.write('event: next\ndata: {"data":{"x":1}}\n\n');
      gzip.flush();
      goOn = () => gzip.end('event: complete\n\n');
    });
    const { source } = open(`http://${place}`, {
      subscriptions: { protocol: 'sse', url: `http://${place}` },
    });
    const answer = (await source.subscribe?.(request)) as AsyncIterableIterator<SourceResult>;
    expect((await answer.next()).value).toEqual({ data: { x: 1 } });
    goOn();
    expect((await answer.next()).done).toBe(true);
    expect(accepted).toEqual(['identity']);
  });
});
