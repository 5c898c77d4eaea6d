import { operationFromDocument, type Supergraph } from '@apollo/federation-internals';
import { isPlanNode, type PlanNode, type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { conditionVariables, type Fragments } from './collect-fields.ts';
import { decideDocument } from './decide-conditions.ts';
import type { LabelChoice } from './override-labels.ts';
import { tidySelections } from './planned-document.ts';

export interface PlanRequest {
  /** As the planner gets it. */
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly definition: OperationDefinitionNode;
  readonly fragments: Fragments;
  readonly choice: LabelChoice;
}

/** Operations with more conditions are not planned once for each outcome. */
const conditionsMax = 4;

/** Apollo's planner, and ways around what it stumbles over. */
export class PlanBuilder {
  readonly #supergraph: Supergraph;
  readonly #schema: GraphQLSchema;
  readonly #planner: QueryPlanner;

  constructor(supergraph: Supergraph) {
    this.#supergraph = supergraph;
    this.#schema = supergraph.apiSchema().toGraphQLJSSchema();
    this.#planner = new QueryPlanner(supergraph, { exposeDocumentNodeInFetchNode: false });
  }

  /** Throws where an operation cannot be planned. */
  build(request: PlanRequest): QueryPlan {
    try {
      return this.#plan(request, request.document);
    } catch (error) {
      const variables = conditionVariables(request.definition, request.fragments);
      const isSubscription = request.definition.operation === 'subscription';
      if (isSubscription || variables.length === 0 || variables.length > conditionsMax) throw error;
      // It refuses conditions on fragments of interface objects.
      const node = this.#planEach(request, variables, new Map());
      return { kind: 'QueryPlan', ...(node && { node }) };
    }
  }

  /** A plan for each outcome of the conditions. */
  #planEach(
    request: PlanRequest,
    [variable, ...others]: readonly string[],
    known: ReadonlyMap<string, boolean>,
  ): PlanNode | undefined {
    if (variable === undefined) {
      const decided = decideDocument(request.document, (name) => known.get(name));
      const { node } = this.#plan(request, tidySelections(decided, this.#schema));
      return isPlanNode(node) ? node : undefined;
    }
    const ifClause = this.#planEach(request, others, new Map([...known, [variable, true]]));
    const elseClause = this.#planEach(request, others, new Map([...known, [variable, false]]));
    if (!ifClause && !elseClause) return undefined;
    return {
      kind: 'Condition',
      condition: variable,
      ...(ifClause && { ifClause }),
      ...(elseClause && { elseClause }),
    };
  }

  #plan({ operationName, choice }: PlanRequest, document: DocumentNode): QueryPlan {
    const operation = operationFromDocument(this.#supergraph.apiSchema(), document, {
      operationName,
      validate: false,
    });
    return this.#planner.buildQueryPlan(operation, { overrideConditions: new Map(choice.conditions) });
  }
}
