import { createHash } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';
import type { Supergraph } from '@apollo/federation-internals';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { print } from 'graphql';
import { Shaping } from '../answer/shape-answer.ts';
import { type CostModel, readCostModel } from '../cost/cost-model.ts';
import { OperationCost } from '../cost/operation-cost.ts';
import { VariableCheck } from '../document/check-variables.ts';
import { conditionVariables } from '../document/collect-fields.ts';
import { PlannedKeys, ReservedKeys } from '../document/planned-keys.ts';
import { OperationRefused, type ReadOptions, readOperation } from '../document/read-operation.ts';
import { weighPlanned, weighText } from '../document/weigh-document.ts';
import { ErrorCode } from '../ground/error-codes.ts';
import { RecentlyUsed } from '../ground/recently-used.ts';
import { InterfaceObjects } from '../supergraph/interface-objects.ts';
import { type LabelChoice, OverrideLabels } from '../supergraph/override-labels.ts';
import { type RequiredVariants, separateVariants } from '../supergraph/required-variants.ts';
import { resolvableKeysFirst } from '../supergraph/resolvable-keys-first.ts';
import { PlanBuilder, type PlanRequest } from './build-plan.ts';
import { needsFetch, plannedDocument } from './planned-document.ts';
import type { FetchScope } from './prepare-fetch.ts';
import { preparePlan } from './prepare-plan.ts';
import type { PlanStep, PreparedFetch, PreparedOperation } from './prepared-operation.ts';
import { interfacesOf, readSupergraph, typesFulfillingIn, typesOfSubgraphs } from './supergraph-types.ts';
import { WrittenLiterals } from './written-literals.ts';

export { OperationRefused } from '../document/read-operation.ts';

export interface PlannerOptions {
  /** How many operations are kept planned. Default 1,000. */
  operations?: number;
  /** How much memory those may take, in bytes, about. Default 64,000,000. */
  operationBytes?: number;
  /** Labels of `@override(label:)` that are on. Others are off, but `percent(…)`, which is drawn for each `plan`. */
  overrideLabels?: Iterable<string>;
  /** Draws a number from 0 to below 1. Default `Math.random`. */
  draw?: () => number;
  /** Items of a list of which `@listSize` says nothing, for estimates of cost. Default 10. */
  listSize?: number;
  /** How many tokens a document may have; its parsing ends there. Default: any number. */
  tokensMax?: number;
  /** Looks at a parsed document before it is validated, and throws `OperationRefused` to refuse it. */
  inspect?: (document: DocumentNode) => void;
}

export interface Planner {
  /** What clients see: the supergraph without federation's own parts and without what is `@inaccessible`. */
  readonly apiSchema: GraphQLSchema;
  /** Name and URL (empty when not given) of each subgraph. */
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  /** All labels of `@override(label:)` that the supergraph has. */
  readonly overrideLabels: readonly string[];
  /**
   * Parses, validates, plans and compiles an operation, once for all that ask for it at the same time or
   * later. Throws `OperationRefused`, which holds the errors to answer with.
   */
  plan(document: string | DocumentNode, operationName?: string): Promise<PreparedOperation>;
  /**
   * The same supergraph as somebody sees it who is shown a part of its API schema (see `contractSchema`): other fields
   * are not there, for validation and introspection alike. Keeps operations of its own.
   */
  narrowed(apiSchema: GraphQLSchema): Planner;
}

/** Throws when the SDL is not a Federation 2 supergraph or asks for what cannot be honoured here. */
export function createPlanner(supergraphSdl: string, options: PlannerOptions = {}): Planner {
  const served = resolvableKeysFirst(supergraphSdl);
  const { document, variants } = separateVariants(served);
  const api = variants.isEmpty ? undefined : readSupergraph(served).apiSchema().toGraphQLJSSchema();
  const labels = new OverrideLabels(document, options.overrideLabels, options.draw);
  return new SupergraphPlanner(planning(document, variants, labels), api, options);
}

/** What is made of a supergraph once, whoever asks. */
interface Planning {
  readonly supergraph: Supergraph;
  readonly builder: PlanBuilder;
  readonly scope: FetchScope;
  readonly reserved: ReservedKeys;
  readonly labels: OverrideLabels;
}

function planning(document: DocumentNode, variants: RequiredVariants, labels: OverrideLabels): Planning {
  // A variant is external in subgraphs that require another one: there it would be found useless.
  const supergraph = readSupergraph(document, variants.isEmpty);
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  return {
    supergraph,
    builder: new PlanBuilder(supergraph, document),
    scope: {
      urls: new Map(supergraph.subgraphsMetadata().map(({ name, url }) => [name, url])),
      typesFulfilling: typesFulfillingIn(supergraphSchema),
      interfaces: interfacesOf(supergraphSchema),
      typesOf: typesOfSubgraphs(supergraph),
      variants,
      interfaceObjects: new InterfaceObjects(document),
    },
    reserved: new ReservedKeys(supergraph.schema, supergraphSchema),
    labels,
  };
}

class SupergraphPlanner implements Planner {
  readonly apiSchema: GraphQLSchema;
  readonly subgraphs: readonly { name: string; url: string }[];
  readonly #planning: Planning;
  readonly #options: PlannerOptions;
  readonly #costs: CostModel;
  readonly #reading: ReadOptions;
  readonly #prepared: RecentlyUsed<string, Promise<PreparedOperation>>;

  /** `api` is given where clients do not see all of the supergraph that is planned on. */
  constructor(shared: Planning, api: GraphQLSchema | undefined, options: PlannerOptions) {
    const { supergraph } = shared;
    this.#planning = shared;
    this.#options = options;
    this.apiSchema = api ?? supergraph.apiSchema().toGraphQLJSSchema();
    this.subgraphs = supergraph.subgraphsMetadata();
    this.#costs = readCostModel(supergraph, options);
    this.#reading = { tokensMax: options.tokensMax, inspect: options.inspect };
    this.#prepared = new RecentlyUsed(options.operations ?? 1_000, options.operationBytes ?? 64_000_000);
  }

  get overrideLabels(): readonly string[] {
    return this.#planning.labels.names;
  }

  narrowed(apiSchema: GraphQLSchema): Planner {
    return new SupergraphPlanner(this.#planning, apiSchema, this.#options);
  }

  plan(document: string | DocumentNode, operationName?: string): Promise<PreparedOperation> {
    const text = typeof document === 'string' ? document : print(document);
    const choice = this.#planning.labels.choose();
    const key = choice.key + (operationName === undefined ? text : `${operationName}\n${text}`);
    let prepared = this.#prepared.get(key);
    if (!prepared) {
      prepared = Promise.resolve().then(() => this.#prepare(document, operationName, choice));
      this.#keep(key, prepared);
    }
    return prepared;
  }

  #keep(key: string, prepared: Promise<PreparedOperation>): void {
    this.#prepared.set(key, prepared, weighText(key));
    prepared.then(
      (operation) => this.#prepared.set(key, prepared, weighPlanned(operation.definition, operation.fetches)),
      // A refused document takes no room from good ones, and is judged anew when it comes again.
      () => this.#prepared.delete(key),
    );
  }

  #prepare(
    source: string | DocumentNode,
    operationName: string | undefined,
    choice: LabelChoice,
  ): PreparedOperation {
    const { document, definition, fragments } = readOperation(
      this.apiSchema,
      source,
      operationName,
      this.#reading,
    );
    const keys = new PlannedKeys(this.#planning.reserved, document);
    const literals = new WrittenLiterals(plannedDocument(document, this.apiSchema, keys), this.apiSchema);
    const planned = literals.document;
    const plan = literals.writeInto(
      this.#build({ document: planned, operationName, definition, fragments, choice }),
    );
    if (!plan.node && needsFetch(planned))
      throw new OperationRefused('No subgraph can answer this operation.', ErrorCode.planning);
    const fetches: PreparedFetch[] = [];
    const { primary, steps } = this.#compile(plan.node, fetches);
    const variables = new VariableCheck(
      this.apiSchema,
      definition.variableDefinitions ?? [],
      conditionVariables(definition, fragments),
    );
    const rootType = this.apiSchema.getRootType(definition.operation);
    if (!rootType)
      throw new OperationRefused(`The schema has no ${definition.operation}.`, ErrorCode.validation);
    return {
      id: createHash('sha256')
        .update(print(document))
        .update(operationName ?? '')
        .digest('hex'),
      kind: definition.operation,
      name: definition.name?.value,
      document,
      keys,
      definition,
      plan,
      fetches,
      steps,
      primary,
      variables,
      cost: new OperationCost({ schema: this.apiSchema, definition, fragments }, this.#costs),
      shaping: new Shaping({
        schema: this.apiSchema,
        document,
        definition,
        fragments,
        rootType,
        variables,
        keys,
      }),
    };
  }

  #build(request: PlanRequest): PreparedOperation['plan'] {
    try {
      return this.#planning.builder.build(request);
    } catch (error) {
      // Some of the planner's messages are coloured.
      const why = stripVTControlCharacters((error as Error).message);
      throw new OperationRefused(`This operation cannot be planned: ${why}`, ErrorCode.planning);
    }
  }

  #compile(
    node: PreparedOperation['plan']['node'],
    fetches: PreparedFetch[],
  ): { primary: PreparedFetch | undefined; steps: PlanStep | undefined } {
    if (!node) return { primary: undefined, steps: undefined };
    if (node.kind !== 'Subscription') {
      return { primary: undefined, steps: preparePlan(node, this.#planning.scope, fetches) };
    }
    const primary = preparePlan(node.primary, this.#planning.scope, fetches) as PreparedFetch;
    return {
      primary,
      steps:
        node.rest && preparePlan(node.rest, this.#planning.scope, fetches, { path: [], earlier: [primary] }),
    };
  }
}
