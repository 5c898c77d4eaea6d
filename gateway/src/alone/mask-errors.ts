import {
  isEventStream,
  type Source,
  type SourceError,
  type SourceResult,
} from '@lastmile/federation/source/source';
import type { RequestContext } from '../request-context.ts';

/** Whether clients are told what subgraphs say of their errors, or only that there was one. */
export type SubgraphErrors = 'pass' | 'mask';

/** Of what servers tell by default; never for clients. */
const inner = new Set(['exception', 'stacktrace', 'serviceName', 'url', 'service', 'query', 'variables']);

/**
 * A source whose errors may be told to anybody: masked, they have a code and a correlation id; passed on, their message
 * and their extensions but for those that tell of the inside.
 */
export function maskErrors(source: Source, how: SubgraphErrors): Source {
  const masked = (result: SourceResult, context: RequestContext): SourceResult =>
    result.errors?.length
      ? {
          ...result,
          errors: result.errors.map((error) => (how === 'pass' ? passed(error) : bare(error, context))),
        }
      : result;
  const { subscribe } = source;
  return {
    ...source,
    execute: async (request) => masked(await source.execute(request), request.context as RequestContext),
    ...(subscribe && {
      subscribe: async (request) => {
        const context = request.context as RequestContext;
        const answer = await subscribe(request);
        if (!isEventStream(answer)) return masked(answer, context);
        const events = answer[Symbol.asyncIterator]();
        return {
          [Symbol.asyncIterator]: () => ({
            next: async () => {
              const event = await events.next();
              return event.done ? event : { done: false, value: masked(event.value, context) };
            },
            return: async () => (await events.return?.()) ?? { done: true, value: undefined },
          }),
        };
      },
    }),
  };
}

function passed({ extensions, ...error }: SourceError): SourceError {
  if (!extensions) return error;
  return {
    ...error,
    extensions: Object.fromEntries(Object.entries(extensions).filter(([name]) => !inner.has(name))),
  };
}

/** Codes that federation itself gives are told with their message: it is ours. */
function bare({ message, path, extensions }: SourceError, { correlationId }: RequestContext): SourceError {
  const code = typeof extensions?.code === 'string' ? extensions.code : 'DOWNSTREAM_SERVICE_ERROR';
  const own = code.startsWith('SUBGRAPH_');
  return {
    message: own ? message : `A part of this failed. Tell support the correlation id ${correlationId}.`,
    ...(path && { path }),
    extensions: { code, correlationId },
  };
}
