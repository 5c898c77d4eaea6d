import type { PlanNode } from '@apollo/query-planner';
import { type PathStep, readPath } from './entity-path.ts';
import { type FetchScope, prepareFetch } from './prepare-fetch.ts';
import type { PlanStep, PreparedFetch } from './prepared-operation.ts';
import { splitFetch } from './split-fetch.ts';

/** Compiles a plan's nodes. Flatten nodes vanish: each fetch knows its whole path. */
export function preparePlan(
  node: PlanNode,
  scope: FetchScope,
  fetches: PreparedFetch[],
  path: readonly PathStep[] = [],
): PlanStep {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return {
        kind: node.kind,
        steps: node.nodes.map((inner) => preparePlan(inner, scope, fetches, path)),
      };
    case 'Flatten':
      return preparePlan(node.node, scope, fetches, [...path, ...readPath(node.path)]);
    case 'Condition': {
      const branch = (inner: PlanNode | undefined) => inner && preparePlan(inner, scope, fetches, path);
      return {
        kind: 'Condition',
        variable: node.condition,
        whenTrue: branch(node.ifClause),
        whenFalse: branch(node.elseClause),
      };
    }
    case 'Fetch': {
      const parts = splitFetch(node, scope.variants).map((part) => prepareFetch(part, path, scope));
      fetches.push(...parts);
      const [only] = parts;
      return only && parts.length === 1 ? only : { kind: 'Parallel', steps: parts };
    }
    case 'Defer':
      throw new Error('@defer is not supported; the planner should not have planned it.');
  }
}
