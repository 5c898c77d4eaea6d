import { isInherited, readOwn } from '../ground/own-property.ts';
import type { Answer } from './compile-merge.ts';

export type AnswerPath = readonly (string | number)[];

/** One step of a plan's path: a response key, or `@` for each element of a list. */
export interface PathStep {
  key: string;
  /** Only objects of these types go on; undefined lets all pass. */
  types?: ReadonlySet<string>;
}

/** Reads the planner's path elements: `orders`, `@`, `items|[Book,Film]`. */
export function readPath(path: readonly (string | number)[]): PathStep[] {
  return path.map((element) => {
    const [, key = '', types] = /^(.*?)(?:\|\[(.*)\])?$/.exec(String(element)) ?? [];
    return types === undefined ? { key } : { key, types: new Set(types.split(',')) };
  });
}

/** Collects the objects that `steps` lead to, in order of the answer, without nulls. */
export function collectObjects(
  value: unknown,
  steps: readonly PathStep[],
  at: number,
  found: Answer[],
): void {
  if (typeof value !== 'object' || value === null) return;
  const step = steps[at];
  if (step === undefined) {
    if (!Array.isArray(value)) found.push(value as Answer);
    return;
  }
  if (step.key === '@') {
    if (!Array.isArray(value)) return;
    for (const item of value) if (passes(item, step)) collectObjects(item, steps, at + 1, found);
    return;
  }
  const next = readKey(value as Answer, step.key);
  if (passes(next, step)) collectObjects(next, steps, at + 1, found);
}

/** As `collectObjects`, with the path that each object has in the answer. Used for errors only. */
export function findPaths(tree: unknown, steps: readonly PathStep[]): Map<Answer, AnswerPath[]> {
  const found = new Map<Answer, AnswerPath[]>();
  const walk = (value: unknown, at: number, path: AnswerPath): void => {
    if (typeof value !== 'object' || value === null) return;
    const step = steps[at];
    if (step === undefined) {
      const paths = found.get(value as Answer) ?? [];
      paths.push(path);
      found.set(value as Answer, paths);
    } else if (step.key !== '@') {
      const next = readKey(value as Answer, step.key);
      if (passes(next, step)) walk(next, at + 1, [...path, step.key]);
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        if (passes(item, step)) walk(item, at + 1, [...path, index]);
      }
    }
  };
  walk(tree, 0, []);
  return found;
}

function readKey(object: Answer, key: string): unknown {
  return isInherited(key) ? readOwn(object, key) : object[key];
}

/** Whether an object may be of the types that go on. */
export function passes(value: unknown, step: PathStep): boolean {
  if (!step.types || Array.isArray(value)) return true;
  const name = (value as { __typename?: unknown } | null | undefined)?.__typename;
  return typeof name !== 'string' || step.types.has(name);
}
