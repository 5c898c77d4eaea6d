import type { PlanNode } from '@apollo/query-planner';
import { type PathStep, readPath } from '../answer/entity-path.ts';
import { type Branch, orderParallel } from './order-parallel.ts';
import { type FetchScope, prepareFetch } from './prepare-fetch.ts';
import type { PlanStep, PreparedFetch } from './prepared-operation.ts';
import { splitFetch } from './split-fetch.ts';
import { splitInterfaceObject } from './split-interface-object.ts';

interface Place {
  /** Of the answer; empty at its root. */
  readonly path: readonly PathStep[];
  /** What is fetched before in every run that comes here. */
  readonly earlier: readonly PreparedFetch[];
}

/** Compiles a plan's nodes. Flatten nodes vanish: each fetch knows its whole path. */
export function preparePlan(
  node: PlanNode,
  scope: FetchScope,
  fetches: PreparedFetch[],
  place: Place = { path: [], earlier: [] },
): PlanStep {
  const prepared = (inner: PlanNode, earlier = place.earlier): Branch => {
    const from = fetches.length;
    const step = preparePlan(inner, scope, fetches, { ...place, earlier });
    return { step, fetches: fetches.slice(from) };
  };
  switch (node.kind) {
    case 'Sequence': {
      let { earlier } = place;
      const steps = node.nodes.map((inner) => {
        const branch = prepared(inner, earlier);
        earlier = [...earlier, ...branch.fetches];
        return branch.step;
      });
      return { kind: 'Sequence', steps };
    }
    case 'Parallel':
      return orderParallel(
        node.nodes.map((inner) => prepared(inner)),
        place.earlier,
      );
    case 'Flatten':
      return preparePlan(node.node, scope, fetches, {
        ...place,
        path: [...place.path, ...readPath(node.path)],
      });
    case 'Condition':
      return {
        kind: 'Condition',
        variable: node.condition,
        whenTrue: node.ifClause && prepared(node.ifClause).step,
        whenFalse: node.elseClause && prepared(node.elseClause).step,
      };
    case 'Fetch': {
      const parts = splitInterfaceObject(node, scope.interfaceObjects)
        .flatMap((part) => splitFetch(part, scope.variants))
        .map((part) => prepareFetch(part, place.path, scope));
      fetches.push(...parts);
      const [only] = parts;
      return only && parts.length === 1 ? only : { kind: 'Parallel', steps: parts };
    }
    case 'Defer':
      throw new Error('@defer is not supported; the planner should not have planned it.');
  }
}
