import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nestsDeeperThan } from './json-depth.ts';
import { listen } from './listen.ts';
import { parseJson, readBody, requestUrl } from './read-request.ts';
import { sendRefusal, sendText } from './send-answer.ts';

const nested = (depth: number, inner = '') => `${'['.repeat(depth)}${inner}${']'.repeat(depth)}`;

describe('JSON', () => {
  it.each([
    ['lists', nested(200), nested(201)],
    ['objects', `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`, `${'{"a":'.repeat(201)}1${'}'.repeat(201)}`],
    ['both', `{"v":${nested(199)}}`, `{"v":${nested(200)}}`],
    [
      'what stands beside each other',
      `[${Array(300).fill('[{}]').join()}]`,
      `[${Array(300).fill('[]').join()},${nested(200)}]`,
    ],
    ['brackets in texts', JSON.stringify(['[{'.repeat(500), '\\"[[['.repeat(300)]), nested(201, '"]]]]]]"')],
  ])('is nested 200 deep at most: %s', (_what, well, tooDeep) => {
    expect([nestsDeeperThan(well, 200), nestsDeeperThan(tooDeep, 200)]).toEqual([false, true]);
    expect(parseJson(Buffer.from(well))).toEqual(JSON.parse(well));
    expect(() => parseJson(Buffer.from(tooDeep))).toThrow(/nested at most 200 deep/);
  });
});

const bytesMax = 1_000;
const server = createServer(async (request, response) => {
  try {
    requestUrl(request);
    const body = await readBody(request, bytesMax);
    sendText(response, 200, 'text/plain', String(body.length));
  } catch (error) {
    sendRefusal(response, error, 'one', { error: () => {} } as never);
  }
});
beforeAll(() => listen(server, { host: '127.0.0.1', port: 0 }));
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** What comes back for what is written, one answer after the other on one connection. */
async function talk(...requests: string[]): Promise<{ said: string; isClosed: boolean }> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let said = '';
  let isClosed = false;
  socket.on('data', (chunk) => {
    said += chunk;
  });
  socket.on('error', () => {});
  socket.once('close', () => {
    isClosed = true;
  });
  await once(socket, 'connect');
  for (const [at, request] of requests.entries()) {
    socket.write(request);
    for (let tries = 0; tries < 300 && !isClosed; tries += 1) {
      if ((said.match(/HTTP\/1\.1 /g)?.length ?? 0) > at) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  const told = { said, isClosed };
  socket.destroy();
  return told;
}
const post = (bytes: number, sent = bytes) =>
  `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${bytes}\r\n\r\n${'x'.repeat(sent)}`;

describe('a body', () => {
  it('that is too long is refused, and the connection answers the next one', async () => {
    const chunk = `${(600).toString(16)}\r\n${'x'.repeat(600)}\r\n`;
    const chunked = `POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n${chunk}${chunk}0\r\n\r\n`;
    const { said } = await talk(post(1_000), post(1_001), post(3), chunked, post(4));
    expect(said.match(/HTTP\/1\.1 \d+/g)?.map((line) => line.slice(9))).toEqual([
      '200',
      '413',
      '200',
      '413',
      '200',
    ]);
  });

  it('that says it is far too long is not read, and its connection ends', async () => {
    const { said, isClosed } = await talk(post(100_000_000, 10));
    expect(said).toMatch(/^HTTP\/1\.1 413 [\s\S]*connection: close[\s\S]*"limit":1000/i);
    expect(isClosed).toBe(true);
  });
});

it.each(['//', 'http://x:99999/graphql', 'http://['])(
  'an address that is none, %s, is BAD_INPUT',
  async (target) => {
    const { said } = await talk(`GET ${target} HTTP/1.1\r\nhost: x\r\n\r\n`);
    expect(said).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"BAD_INPUT"/);
  },
);

it.each([
  [
    'headers that are too long',
    `GET /?${'x'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
    431,
    'HEADERS_TOO_LARGE',
  ],
  ['what is no HTTP', 'hello\r\n\r\n', 400, 'BAD_INPUT'],
])('%s are refused with a code', async (_what, text, status, code) => {
  const { said, isClosed } = await talk(text);
  expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*"code":"${code}"`));
  expect(isClosed).toBe(true);
});
