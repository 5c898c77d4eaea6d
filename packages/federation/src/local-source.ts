import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import { execute, parse, subscribe } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { isInherited } from './own-property.ts';
import { RecentlyUsed } from './recently-used.ts';
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

interface Compiled {
  document: DocumentNode;
  /** Undefined when graphql-jit refused the document; then graphql-js runs it. */
  query: CompiledQuery | undefined;
}

/** A subgraph in this process: an executable schema whose documents are compiled once by graphql-jit. */
export function createLocalSource(options: LocalSourceOptions): Source {
  const compiled = new RecentlyUsed<string, Compiled>(options.documents ?? 1000);
  const compiledFor = (request: SubscribeRequest): Compiled => {
    let found = compiled.get(request.documentHash);
    if (!found) {
      found = compile(options.schema, request.document, request.operationName);
      compiled.set(request.documentHash, found);
    }
    return found;
  };
  const contextFor = options.contextFor ?? ((request: SubscribeRequest) => request.context);
  return {
    async execute(request: SourceRequest): Promise<SourceResult> {
      const { query, document } = compiledFor(request);
      const context = contextFor(request);
      if (query) return (await query.query(options.rootValue, context, request.variables)) as SourceResult;
      return (await execute(args(options, document, request, context))) as SourceResult;
    },
    async subscribe(request: SubscribeRequest): Promise<AsyncIterable<SourceResult> | SourceResult> {
      const { document } = compiledFor(request);
      const context = contextFor(request);
      return (await subscribe(args(options, document, request, context))) as
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

function compile(schema: GraphQLSchema, text: string, operationName: string | undefined): Compiled {
  const document = parse(text, { noLocation: true });
  if (document.definitions.some((node) => 'operation' in node && node.operation === 'subscription')) {
    return { document, query: undefined };
  }
  // graphql-jit builds plain objects by name: an alias such as `__proto__` is left to graphql-js.
  if ([...text.matchAll(/[A-Za-z_]+/g)].some(([word]) => isInherited(word))) {
    return { document, query: undefined };
  }
  try {
    const query = compileQuery(schema, document, operationName);
    return { document, query: isCompiledQuery(query) ? query : undefined };
  } catch {
    return { document, query: undefined };
  }
}
