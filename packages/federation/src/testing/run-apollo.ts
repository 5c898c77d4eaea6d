import { Supergraph } from '@apollo/federation-internals';
import { executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import { buildOperationContext } from '@apollo/gateway/dist/operationContext.js';
import { type DocumentNode, type ExecutionResult, type GraphQLSchema, Kind, visit } from 'graphql';
import type { PreparedOperation } from '../plan/prepared-operation.ts';
import type { Source, SourceRequest } from '../source/source.ts';

/** Runs the same plan over the same sources by Apollo's own executor. */
export class ApolloExecutor {
  readonly #supergraph: Supergraph;
  readonly #supergraphSchema: GraphQLSchema;
  readonly #apiSchema: GraphQLSchema;

  constructor(supergraphSdl: string) {
    this.#supergraph = Supergraph.build(supergraphSdl);
    this.#supergraphSchema = this.#supergraph.schema.toGraphQLJSSchema();
    this.#apiSchema = this.#supergraph.apiSchema().toGraphQLJSSchema();
  }

  async run(
    prepared: PreparedOperation,
    sources: ReadonlyMap<string, Source>,
    variables: Record<string, unknown>,
  ): Promise<ExecutionResult> {
    const services: Record<string, GraphQLDataSource> = {};
    for (const [name, source] of sources) services[name] = adapt(source);
    const operationContext = buildOperationContext({
      schema: this.#apiSchema,
      operationDocument: withPlannedKeys(prepared),
      operationName: prepared.name,
    });
    return (await executeQueryPlan(
      prepared.plan,
      services,
      // Only what executeQueryPlan reads of Apollo Server's request context.
      { request: { variables }, context: {}, logger: console, metrics: {} } as never,
      operationContext as never,
      this.#supergraphSchema,
      this.#supergraph.apiSchema(),
    )) as ExecutionResult;
  }
}

function adapt(source: Source): GraphQLDataSource {
  return {
    process: async ({ request }) => {
      const call: SourceRequest = {
        document: request.query ?? '',
        documentHash: request.query ?? '',
        operationName: request.operationName,
        variables: request.variables ?? {},
        kind: request.query?.startsWith('mutation') ? 'mutation' : 'query',
        context: {},
      };
      return (await source.execute(call)) as never;
    },
  };
}

/** The document with the keys that its plan was made for. */
function withPlannedKeys(prepared: PreparedOperation): DocumentNode {
  return visit(prepared.document, {
    Field: (field) => ({ ...field, alias: { kind: Kind.NAME, value: prepared.keys.keyOf(field) } }),
  });
}
