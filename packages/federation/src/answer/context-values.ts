import type { FetchDataRewrite } from '@apollo/query-planner';
import type { Variables } from '../document/check-variables.ts';
import { readOwn, writeOwn } from '../ground/own-property.ts';
import type { Answer } from './compile-merge.ts';
import type { TypesFulfilling } from './compile-requires.ts';
import { type PathStep, passes } from './entity-path.ts';

/** A variable of a fetch whose value stands in an object above the entity: `@fromContext`. */
export interface ContextRead {
  readonly variable: string;
  /** How many fields above. */
  readonly levelsUp: number;
  readonly steps: readonly PathStep[];
}

/** Entities of a fetch for which the context is the same. */
export interface ContextGroup {
  readonly values: Variables;
  readonly targets: Answer[];
}

const fragment = '... on ';

/** Compiles the planner's rewrites: paths such as `..`, `..`, `... on Shop`, `currency`. */
export function contextReads(
  rewrites: readonly FetchDataRewrite[] | undefined,
  typesFulfilling: TypesFulfilling,
): readonly ContextRead[] {
  return (rewrites ?? []).flatMap((rewrite) => {
    if (rewrite.kind !== 'KeyRenamer') return [];
    const down = rewrite.path.filter((element) => element !== '..');
    const steps = down.map((element) =>
      element.startsWith(fragment)
        ? { key: '', types: typesFulfilling(element.slice(fragment.length)) }
        : { key: element },
    );
    return [{ variable: rewrite.renameKeyTo, levelsUp: rewrite.path.length - down.length, steps }];
  });
}

/** The objects at `path`, grouped by what they get of their context. */
export function groupByContext(
  tree: Answer,
  path: readonly PathStep[],
  reads: readonly ContextRead[],
): ContextGroup[] {
  const groups = new Map<string, ContextGroup>();
  const walk = (value: unknown, at: number, above: readonly Answer[]): void => {
    const step = path[at];
    if (Array.isArray(value) && step?.key === '@') {
      for (const item of value) if (passes(item, step)) walk(item, at + 1, above);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const object = value as Answer;
    if (step !== undefined) {
      const next = readOwn(object, step.key);
      if (passes(next, step)) walk(next, at + 1, [...above, object]);
      return;
    }
    const values = readValues([...above, object], reads);
    const key = JSON.stringify(values);
    const group = groups.get(key) ?? { values, targets: [] };
    groups.set(key, group);
    group.targets.push(object);
  };
  walk(tree, 0, []);
  return [...groups.values()];
}

function readValues(line: readonly Answer[], reads: readonly ContextRead[]): Variables {
  const values: Variables = {};
  for (const { variable, levelsUp, steps } of reads) {
    if (Object.hasOwn(values, variable)) continue;
    const value = follow(line.at(-1 - levelsUp), steps, 0);
    if (value !== undefined) writeOwn(values, variable, value);
  }
  return values;
}

function follow(value: unknown, steps: readonly PathStep[], at: number): unknown {
  const step = steps[at];
  if (step === undefined || value === null || value === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => follow(item, steps, at));
  if (step.types) return passes(value, step) ? follow(value, steps, at + 1) : undefined;
  return follow(readOwn(value as Answer, step.key), steps, at + 1);
}
