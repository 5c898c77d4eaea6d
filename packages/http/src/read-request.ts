import type { IncomingMessage } from 'node:http';
import { Refusal } from '@lastmile/kernel/refusal';

/** The whole body; longer than `bytesMax` it is refused with BODY_TOO_LARGE before it is read to its end. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += (part as Buffer).length;
    if (bytes > bytesMax) {
      throw new Refusal('BODY_TOO_LARGE', `A body has at most ${bytesMax} bytes`, { limit: bytesMax });
    }
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

/** The JSON in a body. Throws BAD_INPUT. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new Refusal('BAD_INPUT', 'The body is not JSON: send {"query": "…", "variables": {…}}');
  }
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
