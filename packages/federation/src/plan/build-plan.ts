import { operationFromDocument, type Supergraph } from '@apollo/federation-internals';
import { isPlanNode, type PlanNode, type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { conditionVariables, type Fragments } from '../document/collect-fields.ts';
import { decideDocument } from '../document/decide-conditions.ts';
import type { LabelChoice } from '../supergraph/override-labels.ts';
import { separateRequires, trueName } from '../supergraph/separate-requires.ts';
import { EarlyRequires } from './early-requires.ts';
import { withObjectFragments } from './object-fragments.ts';
import { tidySelections } from './planned-document.ts';
import { readSupergraph } from './supergraph-types.ts';

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
  readonly #document: DocumentNode;
  readonly #schema: GraphQLSchema;
  readonly #planner: QueryPlanner;
  readonly #early: EarlyRequires;
  readonly #hasContexts: boolean;
  #separated: { supergraph: Supergraph; planner: QueryPlanner } | undefined;

  /** `document` is the supergraph as it was read. */
  constructor(supergraph: Supergraph, document: DocumentNode) {
    this.#supergraph = supergraph;
    this.#document = document;
    this.#schema = supergraph.apiSchema().toGraphQLJSSchema();
    this.#planner = new QueryPlanner(supergraph, plannerConfig);
    this.#hasContexts =
      supergraph.schema.coreFeatures?.getByIdentity('https://specs.apollo.dev/context') !== undefined;
    this.#early = new EarlyRequires(document);
  }

  /** Throws where an operation cannot be planned. */
  build(request: PlanRequest): QueryPlan {
    const variables = conditionVariables(request.definition, request.fragments);
    const isSubscription = request.definition.operation === 'subscription';
    const isDecidable = !isSubscription && variables.length > 0 && variables.length <= conditionsMax;
    const planEach = (): QueryPlan => {
      const node = this.#planEach(request, variables, new Map());
      return { kind: 'QueryPlan', ...(node && { node }) };
    };
    // It puts all that takes a context under the condition of a part of it.
    if (isDecidable && this.#hasContexts) return planEach();
    try {
      return this.#plan(request, request.document);
    } catch (error) {
      if (!isDecidable) throw error;
      // It refuses conditions on fragments of interface objects.
      return planEach();
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

  #plan(request: PlanRequest, document: DocumentNode): QueryPlan {
    try {
      return this.#planOnce(request, document);
    } catch (error) {
      const other = withObjectFragments(document, this.#schema);
      if (!other) throw error;
      return this.#planOnce(request, other);
    }
  }

  #planOnce(request: PlanRequest, document: DocumentNode): QueryPlan {
    const plan = planWith(this.#supergraph, this.#planner, request, document);
    if (!this.#early.isIn(plan)) return plan;
    if (!this.#separated) {
      // What is external only for the sake of what was taken out would be found useless.
      const supergraph = readSupergraph(separateRequires(this.#document), false);
      this.#separated = { supergraph, planner: new QueryPlanner(supergraph, plannerConfig) };
    }
    const { supergraph, planner } = this.#separated;
    const other = withTrueNames(planWith(supergraph, planner, request, document));
    if (this.#early.isIn(other)) throw new Error('a field would be asked for before what it requires.');
    return other;
  }
}

/**
 * Without bounds a few hundred characters can take the whole heap: the planner looks at every way through the subgraphs,
 * and where interface objects lie within each other the ways multiply. Beyond the first bound the operation is refused;
 * beyond the second the best of so many plans is taken.
 */
const plannerConfig = {
  exposeDocumentNodeInFetchNode: false,
  debug: { pathsLimit: 10_000, maxEvaluatedPlans: 1_000 },
};

function planWith(
  supergraph: Supergraph,
  planner: QueryPlanner,
  { operationName, choice }: PlanRequest,
  document: DocumentNode,
): QueryPlan {
  const reading = { operationName, validate: false };
  const operation = operationFromDocument(supergraph.apiSchema(), document, reading);
  return planner.buildQueryPlan(operation, { overrideConditions: new Map(choice.conditions) });
}

/** A plan of the separated supergraph, as one of the supergraph as it is. */
function withTrueNames(plan: QueryPlan): QueryPlan {
  return JSON.parse(JSON.stringify(plan), (key, value) =>
    key === 'serviceName' ? trueName(value as string) : value,
  );
}
