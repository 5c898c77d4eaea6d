import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import { execute, parse, subscribe } from 'graphql';
import { weighText } from '../document/weigh-document.ts';
import { RecentlyUsed } from '../ground/recently-used.ts';
import { LocalDocument } from './local-document.ts';
import type { Source, SourceRequest, SourceResult, SubscribeRequest } from './source.ts';

export interface LocalSourceOptions {
  /** An executable schema; for entities one made by `buildSubgraphSchema` of @apollo/subgraph. */
  schema: GraphQLSchema;
  /** The `contextValue` of its resolvers. Default: the caller's own context. */
  contextFor?: (request: SubscribeRequest) => unknown;
  rootValue?: unknown;
  /** How many compiled documents are kept. Default 1,000. */
  documents?: number;
}

/** Of the texts of the documents that are kept: what is compiled of them takes a multiple. */
const textBytesMax = 16_000_000;

/** A subgraph in this process: an executable schema whose documents are compiled once by graphql-jit. */
export function createLocalSource(options: LocalSourceOptions): Source {
  const { schema, rootValue } = options;
  const known = new RecentlyUsed<string, LocalDocument>(options.documents ?? 1000, textBytesMax);
  const contextFor = options.contextFor ?? ((request: SubscribeRequest) => request.context);
  const read = (request: SubscribeRequest): LocalDocument => {
    let document = known.get(request.documentHash);
    if (!document) {
      document = new LocalDocument(schema, parse(request.document, { noLocation: true }), request);
      known.set(request.documentHash, document, weighText(request.document));
    }
    return document;
  };
  return {
    async execute(request: SourceRequest): Promise<SourceResult> {
      const document = read(request);
      const context = contextFor(request);
      const variables = document.withDefaults(request.variables);
      const query = document.compiledFor(variables);
      if (query) return (await query.query(rootValue, context, variables)) as SourceResult;
      return (await execute(args(options, document.document, request, context))) as SourceResult;
    },
    async subscribe(request: SubscribeRequest): Promise<AsyncIterable<SourceResult> | SourceResult> {
      return (await subscribe(args(options, read(request).document, request, contextFor(request)))) as
        | AsyncIterable<SourceResult>
        | (ExecutionResult & SourceResult);
    },
  };
}

function args(
  options: LocalSourceOptions,
  document: DocumentNode,
  request: SubscribeRequest,
  contextValue: unknown,
): Parameters<typeof execute>[0] {
  return {
    schema: options.schema,
    rootValue: options.rootValue,
    document,
    contextValue,
    variableValues: request.variables,
    operationName: request.operationName,
  };
}
