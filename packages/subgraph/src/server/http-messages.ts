import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '@lastmile/kernel/refusal';

/** The whole body; one that is longer than `bytesMax` is refused with BODY_TOO_LARGE before it is read to its end. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += (part as Buffer).length;
    if (bytes > bytesMax)
      throw new Refusal('BODY_TOO_LARGE', `A body has at most ${bytesMax} bytes`, { limit: bytesMax });
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

const statusOfCode: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BODY_TOO_LARGE: 413,
  UNAVAILABLE: 503,
};

/** A refusal as an HTTP answer in GraphQL's error shape; anything else is masked. */
export function sendRefusal(response: ServerResponse, error: unknown): void {
  const refusal = error instanceof Refusal ? error : error instanceof SyntaxError ? badJson() : undefined;
  const status = refusal ? (statusOfCode[refusal.code] ?? 400) : 500;
  const message = refusal?.message ?? 'Something went wrong here.';
  sendJson(response, status, { errors: [{ message, extensions: { code: refusal?.code ?? 'INTERNAL' } }] });
}

function badJson(): Refusal {
  return new Refusal('BAD_INPUT', 'The body is not JSON');
}
