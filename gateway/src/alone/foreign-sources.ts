import { createHttpSource } from '@lastmile/federation/http-source';
import { RecentlyUsed } from '@lastmile/federation/recently-used';
import type { Source, SourceRequest, SubscribeRequest } from '@lastmile/federation/source';
import { SubscriptionSocket } from '@lastmile/federation/subscription-socket';
import type { RequestContext } from '../request-context.ts';
import type { AloneOptions } from './alone-options.ts';

/** Sockets to one subgraph, one for each set of headers that clients bring. */
const socketsMax = 1_000;

/** Subgraphs of anybody, over plain HTTP, at the URLs that the supergraph has or the options say. */
export function foreignSources(
  options: Pick<AloneOptions, 'subgraphs' | 'subscriptions' | 'timeoutMs'>,
): (name: string, url?: string) => Source | undefined {
  const made = new Map<string, Source>();
  return (name, named) => {
    const url = options.subgraphs.get(name) ?? named;
    if (!url || !URL.canParse(url)) return undefined;
    const key = `${name} ${url}`;
    let source = made.get(key);
    if (!source) {
      source = foreignSource(url, options.subscriptions.get(name) ?? { protocol: 'ws' }, options.timeoutMs);
      made.set(key, source);
    }
    return source;
  };
}

function foreignSource(
  url: string,
  place: { readonly protocol: 'ws' | 'sse'; readonly url?: string | undefined },
  timeoutMs: number,
): Source {
  const subscribeAt = place.url ?? url;
  if (place.protocol === 'sse') {
    const subscriptions = { protocol: 'sse', url: subscribeAt, headers: headersOf } as const;
    return createHttpSource({ url, timeoutMs, headers: headersOf, subscriptions });
  }
  const source = createHttpSource({ url, timeoutMs, headers: headersOf });
  const sockets = new RecentlyUsed<string, SubscriptionSocket>(socketsMax);
  return {
    ...source,
    subscribe: (request) => {
      const { forwarded = {} } = request.context as RequestContext;
      const key = JSON.stringify(forwarded);
      let socket = sockets.get(key);
      if (!socket) {
        // As Apollo Router does: what a client's headers were is what the socket begins with.
        socket = new SubscriptionSocket({
          url: subscribeAt.replace(/^http/, 'ws'),
          connectionParams: () => forwarded,
        });
        sockets.set(key, socket);
      }
      return socket.subscribe(request);
    },
  };
}

function headersOf({ context }: SourceRequest | SubscribeRequest): Record<string, string> {
  const { forwarded, correlationId, traceparent } = context as RequestContext;
  return { ...forwarded, 'x-correlation-id': correlationId, ...(traceparent && { traceparent }) };
}
