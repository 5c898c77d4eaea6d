import type { IncomingMessage } from 'node:http';
import type { ClientPlace } from '@lastmile/kernel/actor';

/**
 * Where a request comes from. `X-Forwarded-For` is believed only for the proxies that are our own: each adds the
 * address it saw at the right, so with one proxy the last entry is the client, and what stands left of it is made up.
 */
export function clientPlaceOf(request: IncomingMessage, trustedProxies: number): ClientPlace {
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const address = trustedProxies > 0 ? forwarded.at(-trustedProxies) : undefined;
  return {
    address: address ?? request.socket.remoteAddress ?? 'unknown',
    userAgent: String(request.headers['user-agent'] ?? '').slice(0, 300),
  };
}
