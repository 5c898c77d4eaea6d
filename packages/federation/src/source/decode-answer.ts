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
}

const gzip: Decoder = { now: zlib.gunzipSync, later: promisify(zlib.gunzip) };
const decoders = new Map<string, Decoder>([
  ['br', { now: zlib.brotliDecompressSync, later: promisify(zlib.brotliDecompress) }],
  ['gzip', gzip],
  ['x-gzip', gzip],
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
  const decoder = decoders.get(String(encoding).toLowerCase());
  if (!decoder) throw new Unreadable();
  const options = { maxOutputLength: limit };
  try {
    return await (bytes.length > hereMax ? decoder.later(bytes, options) : decoder.now(bytes, options));
  } catch (error) {
    throw (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE' ? new TooLong() : new Unreadable();
  }
}
