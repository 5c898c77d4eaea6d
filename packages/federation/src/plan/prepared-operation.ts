import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { KeyTree, Merge } from '../answer/compile-merge.ts';
import type { BuildRepresentation } from '../answer/compile-requires.ts';
import type { Rewrite } from '../answer/compile-rewrites.ts';
import type { ContextRead } from '../answer/context-values.ts';
import type { AnswerPath, PathStep } from '../answer/entity-path.ts';
import type { Shaping } from '../answer/shape-answer.ts';
import type { OperationCost } from '../cost/operation-cost.ts';
import type { VariableCheck } from '../document/check-variables.ts';
import type { PlannedKeys } from '../document/planned-keys.ts';

/** One request to one subgraph, with all that can be known before the variables are. */
export interface PreparedFetch {
  readonly kind: 'Fetch';
  readonly service: string;
  /** The subgraph's URL as the supergraph has it; undefined when it names none. */
  readonly url: string | undefined;
  readonly document: string;
  /** SHA-256 of `document`, hex. */
  readonly documentHash: string;
  readonly operationName: string | undefined;
  readonly operationKind: 'query' | 'mutation' | 'subscription';
  /** Variables of the client's operation that this fetch passes on (`representations` not among them). */
  readonly variableNames: readonly string[];
  /** Where its answer belongs: at the root when empty. */
  readonly path: readonly PathStep[];
  /** Undefined for a fetch of root fields. */
  readonly buildRepresentation: BuildRepresentation | undefined;
  /** Variables that come out of objects above the entities. */
  readonly context: readonly ContextRead[];
  /** What it takes of the objects that it completes. */
  readonly requiredKeys: ReadonlySet<string>;
  /** Types that the subgraph has: it is not asked for an object of another one. */
  readonly entityTypes: ReadonlySet<string>;
  /** Names of the types, in the whole supergraph, that an object of a type may have. */
  typesFulfilling: (type: string) => ReadonlySet<string>;
  readonly rewriteInput: Rewrite | undefined;
  readonly rewriteOutput: Rewrite | undefined;
  readonly keys: KeyTree;
  readonly merge: Merge;
  /** The path of one of its errors in the keys that the client's answer has. */
  readonly renamePath: (path: AnswerPath) => AnswerPath;
}

export type PlanStep =
  | PreparedFetch
  | { readonly kind: 'Sequence' | 'Parallel'; readonly steps: readonly PlanStep[] }
  | {
      readonly kind: 'Condition';
      readonly variable: string;
      readonly whenTrue: PlanStep | undefined;
      readonly whenFalse: PlanStep | undefined;
    };

/** An operation, planned and compiled once; runs share it and never change it. */
export interface PreparedOperation {
  /** SHA-256 of the printed operation with its fragments, hex: equal for documents that differ in white space only. */
  readonly id: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly name: string | undefined;
  readonly document: DocumentNode;
  /** The keys that fields have in the plan. */
  readonly keys: PlannedKeys;
  readonly definition: OperationDefinitionNode;
  /** The planner's plan as it is, for people to look at. */
  readonly plan: QueryPlan;
  /** Every fetch of the plan, in plan order; for a subscription the primary one comes first. */
  readonly fetches: readonly PreparedFetch[];
  /** What to run; for a subscription what to run for each event. Undefined when nothing is to be fetched. */
  readonly steps: PlanStep | undefined;
  /** The upstream of a subscription. */
  readonly primary: PreparedFetch | undefined;
  readonly variables: VariableCheck;
  readonly cost: OperationCost;
  readonly shaping: Shaping;
}
