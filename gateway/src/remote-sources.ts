import { createHttpSource } from '@lastmile/federation/source/http-source';
import type { Source } from '@lastmile/federation/source/source';
import type { OnFailure } from '@lastmile/federation/source/source-failure';
import type { Actor } from '@lastmile/kernel/actor';
import { assertionHeader, signAssertion } from '@lastmile/kernel/assertion';
import { type Log, silentLog } from '@lastmile/telemetry/log';
import { type Metrics, noMetrics } from '@lastmile/telemetry/metrics';
import { type GuardSource, guardSources, mutationMs, readShare } from './guard-sources.ts';
import { logFailures } from './log-failures.ts';
import type { RequestContext } from './request-context.ts';

export interface RemotePlace {
  readonly url: string;
  readonly key: string;
}

export interface RemoteOptions {
  readonly metrics?: Metrics;
  /** Told why answers are missing. */
  readonly log?: Log;
  /** How long a whole query may take, in milliseconds: a read of one subgraph has most of it. Default 3,000. */
  readonly queryMs?: number;
  /** Answers are asked for compressed. Default false. */
  readonly compressed?: boolean;
}

/**
 * Sources over HTTP and graphql-ws, each request and each subscribe with an assertion signed for its subgraph. Reads
 * that are on their way are shared between requests of one actor, tried once more where the subgraph could not be
 * reached, and not sent while it is away; documents go by their hash once they are known.
 */
export function remoteSources(
  subgraphs: ReadonlyMap<string, RemotePlace>,
  options: RemoteOptions = {},
): ReadonlyMap<string, Source> {
  const guard = guardSources(options.metrics ?? noMetrics);
  const failures = logFailures(options.log ?? silentLog);
  return new Map(
    [...subgraphs].map(([name, place]) => [
      name,
      remoteSource(name, place, { ...options, onFailure: failures(name) }, guard),
    ]),
  );
}

function remoteSource(
  name: string,
  { url, key }: RemotePlace,
  { queryMs = 3_000, compressed, onFailure }: RemoteOptions & { readonly onFailure: OnFailure },
  guard: GuardSource,
): Source {
  const sign = (context: RequestContext, body: string) => {
    const { actor, correlationId, traceparent, client } = context;
    return {
      [assertionHeader]: signAssertion(
        { audience: name, actor, correlationId, traceparent, client },
        body,
        key,
      ),
    };
  };
  const rounds = new Rounds();
  const source = createHttpSource({
    url: new URL('/graphql', url).href,
    timeoutMs: mutationMs,
    readTimeoutMs: Math.ceil(queryMs * readShare),
    persisted: true,
    compressed,
    onFailure,
    shareKey: ({ context }) => rounds.keyOf((context as RequestContext).actor),
    headers: ({ context }, body) => sign(context as RequestContext, body),
    subscriptions: {
      onFailure,
      url: new URL('/graphql', url.replace(/^http/, 'ws')).href,
      extensions: ({ document, variables, context }) =>
        sign(context as RequestContext, JSON.stringify([document, variables])),
    },
  });
  const safe = guard(name, source);
  return {
    ...safe,
    execute: async (request) => {
      const context = request.context as RequestContext;
      const result = await safe.execute(request);
      if (request.kind === 'mutation') rounds.next(context.actor);
      const version = result.extensions?.membershipVersion;
      if (typeof version === 'number') context.onMembershipVersion?.(version);
      return result;
    },
  };
}

/** Whoever has changed something sees it in the next read: one that began before is not shared with it. */
class Rounds {
  readonly #keys = new WeakMap<Actor, string>();
  #made = 0;

  keyOf(actor: Actor): string {
    return this.#keys.get(actor) ?? this.next(actor);
  }

  next(actor: Actor): string {
    this.#made += 1;
    const key = String(this.#made);
    this.#keys.set(actor, key);
    return key;
  }
}
