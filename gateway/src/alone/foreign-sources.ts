import { RecentlyUsed } from '@lastmile/federation/ground/recently-used';
import { createHttpSource, type HttpSourceOptions } from '@lastmile/federation/source/http-source';
import type { Source, SourceRequest, SubscribeRequest } from '@lastmile/federation/source/source';
import { SubscriptionSocket } from '@lastmile/federation/source/subscription-socket';
import { type Log, silentLog } from '@lastmile/telemetry/log';
import { type Metrics, noMetrics } from '@lastmile/telemetry/metrics';
import { guardSources, mutationMs, readShare } from '../guard-sources.ts';
import { logFailures } from '../log-failures.ts';
import type { RequestContext } from '../request-context.ts';
import type { AloneOptions, SubscriptionPlace } from './alone-options.ts';
import { maskErrors } from './mask-errors.ts';

/** Sockets to one subgraph, one for each set of headers that clients bring. */
const socketsMax = 1_000;

export interface ForeignOptions
  extends Pick<AloneOptions, 'subgraphs' | 'subscriptions' | 'timeoutMs' | 'subgraphErrors'> {
  readonly compressed?: boolean;
  readonly metrics?: Metrics;
  /** Told why answers are missing. */
  readonly log?: Log;
}

/**
 * Subgraphs of anybody, over plain HTTP, at the URLs that the supergraph has or the options say. Reads that are on their
 * way are shared between clients whose forwarded headers are equal.
 */
export function foreignSources(options: ForeignOptions): (name: string, url?: string) => Source | undefined {
  const { compressed = false, timeoutMs, subgraphErrors } = options;
  const guard = guardSources(options.metrics ?? noMetrics);
  const failures = logFailures(options.log ?? silentLog);
  const made = new Map<string, Source>();
  return (name, named) => {
    const url = options.subgraphs.get(name) ?? named;
    if (!url || !URL.canParse(url)) return undefined;
    const key = `${name} ${url}`;
    let source = made.get(key);
    if (!source) {
      const place = options.subscriptions.get(name) ?? { protocol: 'ws' };
      const rounds = new Rounds();
      const plain = foreignSource(place, {
        onFailure: failures(name),
        ...{ url, compressed, headers: headersOf, shareKey: ({ context }) => rounds.keyOf(context) },
        timeoutMs: Math.max(timeoutMs, mutationMs),
        readTimeoutMs: Math.ceil(timeoutMs * readShare),
      });
      source = maskErrors(rounds.of(guard(name, plain)), subgraphErrors);
      made.set(key, source);
    }
    return source;
  };
}

/** Whoever has changed something sees it in the next read: one that began before is not shared with it. */
class Rounds {
  #changes = 0;

  keyOf(context: unknown): string {
    return `${this.#changes} ${JSON.stringify((context as RequestContext).forwarded ?? {})}`;
  }

  of(source: Source): Source {
    return {
      ...source,
      execute: async (request) => {
        try {
          return await source.execute(request);
        } finally {
          if (request.kind === 'mutation') this.#changes += 1;
        }
      },
    };
  }
}

function foreignSource(place: SubscriptionPlace, options: HttpSourceOptions): Source {
  const subscribeAt = place.url ?? options.url;
  if (place.protocol === 'sse') {
    const { onFailure } = options;
    const subscriptions = { protocol: 'sse', url: subscribeAt, headers: headersOf, onFailure } as const;
    return createHttpSource({ ...options, subscriptions });
  }
  const source = createHttpSource(options);
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
          onFailure: options.onFailure,
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
