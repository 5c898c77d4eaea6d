import type { IncomingMessage, ServerResponse } from 'node:http';
import { membershipVersionHeader } from '../identity/identify.ts';
import { preflightHeaders } from '../limit/refuse-cross-site.ts';

/** What a page may send besides what every page may. */
const sent = [
  ...preflightHeaders,
  'content-type',
  'if-none-match',
  'last-event-id',
  'lastmile-cost',
  membershipVersionHeader,
  'traceparent',
  'x-correlation-id',
].join(', ');

/** What a page may read of an answer's headers, besides what every page may. */
const told = [
  'allow',
  'etag',
  membershipVersionHeader,
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'x-correlation-id',
].join(', ');

/** Lets pages of these origins ask and read the answer (CORS). */
export function allowOrigin(
  allowed: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { origin } = request.headers;
  if (!origin || !allowed.includes(origin)) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-headers', sent);
  response.setHeader('access-control-expose-headers', told);
  response.setHeader('vary', 'origin');
}
