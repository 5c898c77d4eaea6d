import { createHttpSource } from '@lastmile/federation/http-source';
import type { Source } from '@lastmile/federation/source';
import { assertionHeader, signAssertion } from '@lastmile/kernel/assertion';
import type { RequestContext } from './request-context.ts';

/** Sources over HTTP and graphql-ws, each request and each subscribe with an assertion signed for its subgraph. */
export function remoteSources(
  subgraphs: ReadonlyMap<string, { readonly url: string; readonly key: string }>,
): ReadonlyMap<string, Source> {
  return new Map([...subgraphs].map(([name, place]) => [name, remoteSource(name, place)]));
}

function remoteSource(name: string, { url, key }: { url: string; key: string }): Source {
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
  const source = createHttpSource({
    url: new URL('/graphql', url).href,
    headers: ({ context }, body) => sign(context as RequestContext, body),
    subscriptions: {
      url: new URL('/graphql', url.replace(/^http/, 'ws')).href,
      extensions: ({ document, variables, context }) =>
        sign(context as RequestContext, JSON.stringify([document, variables])),
    },
  });
  return {
    ...source,
    execute: async (request) => {
      const result = await source.execute(request);
      const version = result.extensions?.membershipVersion;
      if (typeof version === 'number') (request.context as RequestContext).onMembershipVersion?.(version);
      return result;
    },
  };
}
