import type { Source, SourceResult } from '@lastmile/federation/source/source';
import type { RequestContext } from '@lastmile/gateway/request-context';
import type { RunningDomain } from '@lastmile/subgraph/runtime/start-domain';

/** A domain of the same process as a source of plans: a function call, no text in between. */
export function domainSource(domain: Promise<RunningDomain>): Source {
  return {
    execute: async ({ document, documentHash, operationName, variables, context, signal }) => {
      const { onMembershipVersion, ...caller } = context as RequestContext;
      const running = await domain;
      const request = { document, documentHash, operationName, variables };
      const result = await running.execute(request, caller, signal);
      const version = result.extensions?.membershipVersion;
      if (typeof version === 'number') onMembershipVersion?.(version);
      return result as SourceResult;
    },
    subscribe: async ({ document, documentHash, operationName, variables, context, signal }) => {
      const running = await domain;
      const request = { document, documentHash, operationName, variables };
      const stream = await running.subscribe(request, context as RequestContext);
      if (!(Symbol.asyncIterator in stream)) return stream as SourceResult;
      signal?.addEventListener('abort', () => void stream.return(), { once: true });
      return stream as AsyncIterable<SourceResult>;
    },
  };
}
