import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

/** An answer that came and cannot be read. */
export class Unreadable extends Error {}
/** Longer than it may be. */
export class TooLong extends Unreadable {}

type Limit = { readonly maxOutputLength: number };
interface Decoder {
  now(bytes: Buffer, limit: Limit): Buffer;
  later(bytes: Buffer, limit: Limit): Promise<Buffer>;
  stream(): NodeJS.ReadWriteStream;
}

const gzip: Decoder = {
  now: zlib.gunzipSync,
  later: promisify(zlib.gunzip),
  stream: () => zlib.createGunzip(),
};
const inflate = promisify(zlib.inflate);
const inflateRaw = promisify(zlib.inflateRaw);
/** With or without zlib's header: servers do both. */
const isWrapped = ([first = 0, second = 0]: Buffer) =>
  (first & 15) === 8 && (first * 256 + second) % 31 === 0;
const decoders = new Map<string, Decoder>([
  [
    'br',
    {
      now: zlib.brotliDecompressSync,
      later: promisify(zlib.brotliDecompress),
      stream: () => zlib.createBrotliDecompress(),
    },
  ],
  ['gzip', gzip],
  ['x-gzip', gzip],
  [
    'deflate',
    {
      now: (bytes, limit) => (isWrapped(bytes) ? zlib.inflateSync : zlib.inflateRawSync)(bytes, limit),
      later: (bytes, limit) => (isWrapped(bytes) ? inflate : inflateRaw)(bytes, limit),
      stream: () => zlib.createInflate(),
    },
  ],
  [
    'zstd',
    {
      now: zlib.zstdDecompressSync,
      later: promisify(zlib.zstdDecompress),
      stream: () => zlib.createZstdDecompress(),
    },
  ],
]);

/** For `accept-encoding`. */
export const readableEncodings = 'br, gzip';

/** To hand an answer to another thread costs more than to read so much of it here. */
const hereMax = 16_384;

/** The bytes as they were before they were encoded. Throws TooLong, Unreadable. */
export async function decode(
  bytes: Buffer,
  encoding: string | string[] | undefined,
  limit: number,
): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return bytes;
  const decoder = decoderOf(encoding);
  const options = { maxOutputLength: limit };
  try {
    return await (bytes.length > hereMax ? decoder.later(bytes, options) : decoder.now(bytes, options));
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw new TooLong('too long');
    throw new Unreadable(`not ${String(encoding)}, as it says`);
  }
}

/** The same for what has no end. Throws Unreadable. */
export function decodeStream(body: Readable, encoding: string | string[] | undefined): AsyncIterable<Buffer> {
  if (encoding === undefined || encoding === 'identity') return body;
  const decoder = decoderOf(encoding).stream();
  body.once('error', (error) => (decoder as unknown as Readable).destroy(error));
  return body.pipe(decoder) as unknown as AsyncIterable<Buffer>;
}

function decoderOf(encoding: string | string[]): Decoder {
  const decoder = decoders.get(String(encoding).toLowerCase());
  if (!decoder) throw new Unreadable(`content-encoding ${String(encoding)}`);
  return decoder;
}
