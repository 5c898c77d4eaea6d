import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendVary, endEncoded, pickEncoding } from './send-encoded.ts';

describe('an encoding is picked', () => {
  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br; q=0.000, *', 'gzip'],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['gzip;q=nothing', undefined],
    ['deflate, zstd, identity', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %j: %s', (accepted, encoding) => expect(pickEncoding(accepted)).toBe(encoding));
});

const bytesMin = 1_000;
const decoded = {
  br: (bytes: Buffer) => brotliDecompressSync(bytes).toString(),
  gzip: (bytes: Buffer) => gunzipSync(bytes).toString(),
};
let body = '';
let origin = '';
const server = createServer((request, response) => {
  appendVary(response, 'origin');
  response.setHeader('content-length', Buffer.byteLength(body));
  void endEncoded(request, response, body, request.url === '/never' ? 0 : bytesMin);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function ask(accepted: string, path = '/') {
  const asked = get(`${origin}${path}`, { headers: { 'accept-encoding': accepted } });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { headers: answer.headers, bytes: await buffer(answer) };
}

describe('an answer', () => {
  it.each([
    ['br', 'of some length', 2_000],
    ['gzip', 'of some length', 2_000],
    ['br', 'that another thread compresses', 200_000],
    ['gzip', 'that another thread compresses', 200_000],
  ] as const)('is sent as %s, %s', async (encoding, _what, length) => {
    body = 'übermäßig '.repeat(length / 10);
    const { headers, bytes } = await ask(encoding);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['content-length']).toBe(String(bytes.length));
    expect(headers.vary).toBe('origin, accept-encoding');
    expect(decoded[encoding](bytes)).toBe(body);
    expect(bytes.length).toBeLessThan(length / 5);
  });

  it.each([
    ['that is short', 'br', '/', 999],
    ['for who accepts none', 'identity', '/', 2_000],
    ['where none is to be compressed', 'br', '/never', 2_000],
  ])('%s is sent as it is', async (_what, accepted, path, length) => {
    body = 'x'.repeat(length);
    const { headers, bytes } = await ask(accepted, path);
    expect(headers['content-encoding']).toBeUndefined();
    expect(bytes.toString()).toBe(body);
  });

  it.each(['ascii', 'Straße', '\u007f\u0080ÿ', '日本', '🛰 orbit', ''])('says %j in UTF-8', async (text) => {
    body = JSON.stringify({ text });
    const { headers, bytes } = await ask('identity');
    expect(bytes).toEqual(Buffer.from(body));
    expect(headers['content-length']).toBe(String(bytes.length));
  });
});
