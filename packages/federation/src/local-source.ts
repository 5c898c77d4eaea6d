import type {
  DocumentNode,
  ExecutionResult,
  GraphQLSchema,
  NonNullTypeNode,
  OperationDefinitionNode,
} from 'graphql';
import { execute, isNonNullType, Kind, parse, subscribe, typeFromAST, valueFromASTUntyped } from 'graphql';
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
  /** Defaults of variables that may not be null: graphql-jit calls such a variable missing. */
  defaults: readonly { name: string; value: unknown }[];
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
      const { query, document, defaults } = compiledFor(request);
      const context = contextFor(request);
      if (query) {
        for (const { name, value } of defaults) {
          if (request.variables[name] === undefined) request.variables[name] = value;
        }
        return (await query.query(options.rootValue, context, request.variables)) as SourceResult;
      }
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
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const isSubscription = operations.some((node) => node.operation === 'subscription');
  // graphql-jit builds plain objects by name: an alias such as `__proto__` is left to graphql-js.
  const isPlain = ![...text.matchAll(/[A-Za-z_]+/g)].some(([word]) => isInherited(word));
  const query = !isSubscription && isPlain ? tryCompile(schema, document, operationName) : undefined;
  return { document, query, defaults: query ? operations.flatMap((node) => readDefaults(schema, node)) : [] };
}

function tryCompile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): CompiledQuery | undefined {
  try {
    const query = compileQuery(schema, document, operationName);
    return isCompiledQuery(query) ? query : undefined;
  } catch {
    return undefined;
  }
}

function readDefaults(schema: GraphQLSchema, operation: OperationDefinitionNode): Compiled['defaults'] {
  return (operation.variableDefinitions ?? []).flatMap((definition) => {
    const type = typeFromAST(schema, definition.type as NonNullTypeNode);
    if (!definition.defaultValue || !isNonNullType(type)) return [];
    // As a client would write it, since graphql-jit coerces what it is given.
    return [{ name: definition.variable.name.value, value: valueFromASTUntyped(definition.defaultValue) }];
  });
}
