import type { IncomingMessage } from 'node:http';
import { Refusal } from '@lastmile/kernel/refusal';
import { jsonDepthMax, nestsDeeperThan } from './json-depth.ts';

/** What is read of a body that is too long, and thrown away, so that its connection may be used again. In bytes. */
const discardedMax = 8_388_608;

/**
 * The whole body. Longer than `bytesMax` it is refused with BODY_TOO_LARGE: when it has ended, or at once when it is far
 * too long to be waited for.
 */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const tooLarge = () =>
    new Refusal('BODY_TOO_LARGE', `A body has at most ${bytesMax} bytes`, { limit: bytesMax });
  const isFarTooLong = (length: number) => length > bytesMax + discardedMax;
  if (isFarTooLong(Number(request.headers['content-length'] ?? 0))) throw tooLarge();
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += (part as Buffer).length;
    if (bytes <= bytesMax) parts.push(part as Buffer);
    else if (isFarTooLong(bytes)) throw tooLarge();
    else parts.length = 0;
  }
  if (bytes > bytesMax) throw tooLarge();
  return Buffer.concat(parts);
}

/** The JSON in a body. Throws BAD_INPUT. */
export function parseJson(body: Buffer): unknown {
  const text = body.toString();
  if (nestsDeeperThan(text, jsonDepthMax)) throw nestedTooDeep();
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('BAD_INPUT', 'The body is not JSON: send {"query": "…", "variables": {…}}');
  }
}

export const nestedTooDeep = (): Refusal =>
  new Refusal('BAD_INPUT', `JSON is nested at most ${jsonDepthMax} deep here`, { limit: jsonDepthMax });

/** The address that is asked for; only its path and search mean something. Throws BAD_INPUT when it is none. */
export function requestUrl(request: IncomingMessage): URL {
  const url = URL.parse(request.url ?? '/', 'http://here');
  if (!url) throw new Refusal('BAD_INPUT', 'The target of this request is no address.');
  return url;
}

/** A header that is there once; of several the first. */
export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** All headers as texts. */
export function headerPairs(request: IncomingMessage): [string, string][] {
  return Object.entries(request.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as [string, string]],
  );
}
