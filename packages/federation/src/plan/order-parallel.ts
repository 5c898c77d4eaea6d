import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { KeyTree } from '../answer/compile-merge.ts';
import type { PathStep } from '../answer/entity-path.ts';
import type { PlanStep, PreparedFetch } from './prepared-operation.ts';

/** A step that the planner put beside others, and the fetches in it. */
export interface Branch {
  readonly step: PlanStep;
  readonly fetches: readonly PreparedFetch[];
}

/**
 * Steps that may run at the same time. Where interface objects require fields the planner puts a fetch beside the one
 * that gives what it requires: then the giving one goes first.
 */
export function orderParallel(branches: readonly Branch[], earlier: readonly PreparedFetch[]): PlanStep {
  const layers: PlanStep[] = [];
  let left = [...branches];
  while (left.length > 0) {
    const ready = left.filter((one) => !left.some((other) => other !== one && isFedBy(one, other, earlier)));
    // In a circle none can go first.
    const layer = ready.length > 0 ? ready : left;
    layers.push(together(layer.map(({ step }) => step)));
    left = left.filter((one) => !layer.includes(one));
  }
  const [only] = layers;
  return only && layers.length === 1 ? only : { kind: 'Sequence', steps: layers };
}

function together(steps: readonly PlanStep[]): PlanStep {
  const [only] = steps;
  return only && steps.length === 1 ? only : { kind: 'Parallel', steps };
}

function isFedBy(one: Branch, other: Branch, earlier: readonly PreparedFetch[]): boolean {
  return one.fetches.some((taking) =>
    [...taking.requiredKeys].some((key) => {
      const isGiven = (fetches: readonly PreparedFetch[]) =>
        fetches.some((giving) => gives(giving, taking.path, key));
      return !isGiven(earlier) && !isGiven(one.fetches) && isGiven(other.fetches);
    }),
  );
}

/** Whether a fetch writes `key` into the objects at `path`. */
function gives(fetch: PreparedFetch, path: readonly PathStep[], key: string): boolean {
  if (fetch.path.length > path.length) return false;
  if (fetch.path.some((step, at) => step.key !== path[at]?.key)) return false;
  let keys: KeyTree | null | undefined = fetch.keys;
  for (const step of path.slice(fetch.path.length)) if (step.key !== '@') keys = keys?.get(step.key);
  return keys?.has(key) ?? false;
}

/** Names of the fields of an object that a fetch takes, whatever the object's type. */
export function requiredKeysOf(
  selections: readonly QueryPlanSelectionNode[] | undefined,
  into = new Set<string>(),
): Set<string> {
  for (const selection of selections ?? []) {
    if (selection.kind === 'InlineFragment') requiredKeysOf(selection.selections, into);
    else if (selection.name !== '__typename') into.add(selection.alias ?? selection.name);
  }
  return into;
}
