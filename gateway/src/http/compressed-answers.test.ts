import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { startTestGateway } from '../testing-gateway.ts';

const long = '{ __schema { types { name description fields { name description } } } }';
const encoding = { 'accept-encoding': 'gzip, br', 'apollo-require-preflight': '1' };
let running: Awaited<ReturnType<typeof startTestGateway>>;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running.stop());

async function get(query: string, headers: Record<string, string>, { url } = running) {
  const answer = await request(`${url}/graphql?query=${encodeURIComponent(query)}`, { headers });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  return { status: answer.statusCode, headers: answer.headers, bytes };
}
const read = (bytes: Buffer) => JSON.parse(bytes.toString());

describe('an answer to a client that accepts it compressed', () => {
  it('says the same in fewer bytes', async () => {
    const plain = await get(long, { 'apollo-require-preflight': '1' });
    const sent = await get(long, encoding);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(sent.headers['content-encoding']).toBe('br');
    expect(sent.bytes.length).toBeLessThan(plain.bytes.length / 2);
    expect(read(brotliDecompressSync(sent.bytes))).toEqual(read(plain.bytes));
  });

  it('to a POST as well, and not when it is short', async () => {
    const post = (query: string) =>
      request(`${running.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-encoding': 'gzip' },
        body: JSON.stringify({ query }),
      });
    expect((await post(long)).headers['content-encoding']).toBe('gzip');
    expect((await post('{ hour }')).headers['content-encoding']).toBeUndefined();
  });

  it('is known again by its ETag, in whatever encoding it came', async () => {
    const [plain, sent] = [await get(long, { 'apollo-require-preflight': '1' }), await get(long, encoding)];
    expect(sent.headers.etag).toBe(plain.headers.etag);
    expect(sent.headers.vary).toContain('accept-encoding');
    const again = await get(long, { ...encoding, 'if-none-match': String(sent.headers.etag) });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
    expect(again.headers['content-encoding']).toBeUndefined();
    expect(again.headers.etag).toBe(sent.headers.etag);
  });

  it('is a stream as it is when it is a stream', async () => {
    const answer = await get(long, { accept: 'text/event-stream', 'accept-encoding': 'gzip, br' });
    expect(answer.headers['content-type']).toContain('text/event-stream');
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.bytes.toString()).toContain('__schema');
  });

  it('is as it is where none is to be compressed', async () => {
    const never = await startTestGateway({ GATEWAY_COMPRESS_FROM_BYTES: '0' });
    const { headers } = await get(long, encoding, never);
    expect([headers['content-encoding'], headers.vary]).toEqual([
      undefined,
      'authorization, x-api-key, accept',
    ]);
    await never.stop();
  });
});
