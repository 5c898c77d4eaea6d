import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { hearSource } from '../testing/hear-source.ts';
import { createHttpSource } from './http-source.ts';
import { readEvents } from './read-events.ts';
import type { Source, SourceResult } from './source.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A subgraph that answers as it is told; `bodies` are what it was asked. */
async function serve(answer: (response: ServerResponse, body: string) => void) {
  const bodies: string[] = [];
  let open = 0;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    bodies.push(body);
    open += 1;
    response.on('close', () => {
      open -= 1;
    });
    answer(response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const source = createHttpSource({ url, subscriptions: { protocol: 'sse', url, maxEventBytes: 1_000 } });
  ends.push(async () => {
    await source.close?.();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { source, bodies, open: () => open };
}

const stream = { 'content-type': 'text/event-stream; charset=utf-8' };
const request = {
  ...{ document: 'subscription { ticked }', documentHash: 'one', variables: { a: 1 }, context: undefined },
};

const hear = (source: Source) => hearSource(source, request);

describe('a subgraph that streams', () => {
  it('is asked by POST, and heard until it completes', async () => {
    const { source, bodies } = await serve((response) => {
      response.writeHead(200, stream).write(':\n\nevent: next\ndata: {"data":{"ticked":1}}\n\n');
      response.end('event: next\nid: 7\ndata: {"data":\ndata: {"ticked":2}}\n\nevent: complete\ndata:\n\n');
    });
    expect(await hear(source)).toEqual([{ data: { ticked: 1 } }, { data: { ticked: 2 } }]);
    expect(bodies).toEqual(['{"query":"subscription { ticked }","variables":{"a":1}}']);
  });

  it('completes without data too', async () => {
    const { source } = await serve((response) => {
      response.writeHead(200, stream).end('event: next\ndata: {"data":{"ticked":1}}\n\nevent: complete\n\n');
    });
    expect(await hear(source)).toEqual([{ data: { ticked: 1 } }]);
  });

  it.each([
    ['breaks off', 'SUBGRAPH_UNAVAILABLE', 'event: next\ndata: {"da'],
    ['says what is no JSON', 'SUBGRAPH_BAD_ANSWER', 'event: next\ndata: {\n\n'],
    ['says too much', 'SUBGRAPH_BAD_ANSWER', `event: next\ndata: ${'x'.repeat(2_000)}`],
  ])('and %s is over, which is told with %s', async (_what, code, text) => {
    const { source } = await serve((response) =>
      response.writeHead(200, stream).end(`event: next\ndata: {"data":{"ticked":1}}\n\n${text}`),
    );
    expect(await hear(source)).toMatchObject([
      { data: { ticked: 1 } },
      { errors: [{ extensions: { code } }] },
    ]);
  });

  it('faster than it is read is not read on, and nothing of it is lost', async () => {
    const count = 20_000;
    let written = 0;
    const { source } = await serve(async (response) => {
      response.writeHead(200, stream);
      const padding = 'x'.repeat(500);
      for (let ticked = 0; ticked < count; ticked += 1) {
        const event = JSON.stringify({ data: { ticked, padding } });
        const goesOn = response.write(`event: next\ndata: ${event}\n\n`);
        written += 1;
        if (!goesOn) await new Promise((resolve) => response.once('drain', resolve));
      }
      response.end('event: complete\n\n');
    });
    const answer = (await source.subscribe?.(request)) as AsyncIterableIterator<SourceResult>;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(written).toBeLessThan(count);
    let at = 0;
    for await (const { data } of answer) expect(data?.ticked).toBe(at++);
    expect(at).toBe(count);
  });

  it('may refuse with errors of its own; a page of a proxy is none', async () => {
    const errors = [{ message: 'No.', extensions: { code: 'FORBIDDEN' } }];
    const refusing = await serve((response) => response.writeHead(403).end(JSON.stringify({ errors })));
    expect(await hear(refusing.source)).toEqual([{ errors }]);
    const proxy = await serve((response) => response.writeHead(502).end('<h1>Bad gateway</h1>'));
    expect(await hear(proxy.source)).toMatchObject([
      { errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] },
    ]);
  });

  it('is left as soon as the reader goes', async () => {
    const { source, open } = await serve((response) => response.writeHead(200, stream).write(':\n\n'));
    const answer = (await source.subscribe?.(request)) as AsyncIterableIterator<SourceResult>;
    expect(open()).toBe(1);
    await answer.return?.();
    for (let tries = 0; tries < 200 && open() > 0; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(open()).toBe(0);
  });
});

describe('an event stream', () => {
  it('is read alike in whatever pieces it comes', async () => {
    const text = 'event: next\r\ndata: ü€\r\n\r\n: comment\n\ndata:a\rdata\r\revent:x\n\ndata: end\n\n';
    const bytes = Buffer.from(text);
    for (let size = 1; size <= bytes.length; size += 1) {
      const pieces = async function* () {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      };
      const events: unknown[] = [];
      for await (const event of readEvents(pieces(), 1_000)) events.push(event);
      expect(events).toEqual([
        { name: 'next', data: 'ü€' },
        { name: 'message', data: 'a\n' },
        { name: 'message', data: 'end' },
      ]);
    }
  });
});
