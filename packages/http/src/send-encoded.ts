import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, brotliCompressSync, constants, gzip, gzipSync } from 'node:zlib';
import { header } from './read-request.ts';

/** Encodings by how much they give for the time that they take, and at the level that takes the least. */
const encodings = ['br', 'gzip'] as const;
export type Encoding = (typeof encodings)[number];

const gzipOptions = { level: 1 };
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const compressNow = {
  br: (body: string) => brotliCompressSync(body, brotliOptions),
  gzip: (body: string) => gzipSync(body, gzipOptions),
} as const;
const brotliLater = promisify(brotliCompress);
const gzipLater = promisify(gzip) as (body: string, options: object) => Promise<Buffer>;
const compressLater = {
  br: (body: string) => brotliLater(body, brotliOptions),
  gzip: (body: string) => gzipLater(body, gzipOptions),
} as const;

/** To hand a body to another thread costs as much as to compress so much of it here. */
const hereMax = 65_536;

/** The encoding in which a body is sent to whoever accepts these; undefined: as it is. */
export function pickEncoding(accepted: string | undefined): Encoding | undefined {
  if (!accepted) return undefined;
  const quality = new Map<string, number>();
  for (const part of accepted.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const given = parameters.find((parameter) => parameter.startsWith('q='));
    quality.set(name, given === undefined ? 1 : Number(given.slice(2)));
  }
  return encodings.find((encoding) => (quality.get(encoding) ?? quality.get('*') ?? 0) > 0);
}

/**
 * Ends an answer whose status and headers have been set: compressed when it has at least `bytesMin` bytes (0: never)
 * and whoever asked accepts it.
 */
export async function endEncoded(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  bytesMin: number,
): Promise<void> {
  if (bytesMin === 0) return endPlain(response, body);
  appendVary(response, 'accept-encoding');
  const encoding = body.length < bytesMin ? undefined : pickEncoding(header(request, 'accept-encoding'));
  if (!encoding) return endPlain(response, body);
  const bytes = body.length > hereMax ? await compressLater[encoding](body) : compressNow[encoding](body);
  response.setHeader('content-encoding', encoding);
  response.setHeader('content-length', bytes.length);
  response.end(bytes);
}

/** ASCII alone, as most bodies are, is the same bytes in Latin-1, which are copied rather than converted. */
function endPlain(response: ServerResponse, body: string): void {
  const isAscii = Buffer.byteLength(body) === body.length;
  response.end(body, isAscii ? 'latin1' : 'utf8');
}

/** What an answer depends on, besides what has been said of it before. */
export function appendVary(response: ServerResponse, names: string): void {
  const before = response.getHeader('vary');
  response.setHeader('vary', before === undefined ? names : `${before}, ${names}`);
}
