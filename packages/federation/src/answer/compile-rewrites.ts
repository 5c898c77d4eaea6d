import type { FetchDataRewrite } from '@apollo/query-planner';
import { readOwn, writeOwn } from '../ground/own-property.ts';
import type { KeyTree } from './compile-merge.ts';
import type { TypesFulfilling } from './compile-requires.ts';

/** Changes an object in place. */
export type Rewrite = (value: unknown) => void;

const FRAGMENT = '... on ';

/** Compiles the planner's rewrites of a fetch's input or output; undefined when there are none. */
export function compileRewrites(
  rewrites: readonly FetchDataRewrite[] | undefined,
  typesFulfilling: TypesFulfilling,
): Rewrite | undefined {
  if (!rewrites || rewrites.length === 0) return undefined;
  const compiled = rewrites.map((rewrite) => compileRewrite(rewrite, typesFulfilling));
  return (value) => {
    for (const rewrite of compiled) rewrite(value);
  };
}

function compileRewrite(rewrite: FetchDataRewrite, typesFulfilling: TypesFulfilling): Rewrite {
  const field = rewrite.path.at(-1) ?? '';
  const change: Rewrite =
    rewrite.kind === 'ValueSetter'
      ? (value) => writeOwn(value as object, field, rewrite.setValueTo)
      : (value) => renameKey(value as object, field, rewrite.renameKeyTo);
  return rewrite.path
    .slice(0, -1)
    .reduceRight((next, element) => stepInto(element, next, typesFulfilling), onEachObject(change));
}

/** Values that are false, 0 or '' are renamed too: only an absent key stays as it is. */
function renameKey(object: object, from: string, to: string): void {
  const value = readOwn(object, from);
  if (value === undefined) return;
  writeOwn(object, to, value);
  writeOwn(object, from, undefined);
}

function stepInto(element: string, next: Rewrite, typesFulfilling: TypesFulfilling): Rewrite {
  if (!element.startsWith(FRAGMENT))
    return onEachObject((object) => next(readOwn(object as object, element)));
  const types = typesFulfilling(element.slice(FRAGMENT.length));
  // The planner does not always ask for __typename where a rewrite goes by; without one it applies.
  return onEachObject((object) => {
    const name = readOwn(object as object, '__typename');
    if (typeof name !== 'string' || types.has(name)) next(object);
  });
}

function onEachObject(change: Rewrite): Rewrite {
  return function apply(value) {
    if (Array.isArray(value)) for (const item of value) apply(item);
    else if (typeof value === 'object' && value !== null) change(value);
  };
}

function fieldPath(path: readonly string[]): string[] {
  return path.filter((element) => !element.startsWith(FRAGMENT));
}

/** Adds the keys that renaming makes, so that the merge takes them over. */
export function addRenamedKeys(keys: KeyTree, rewrites: readonly FetchDataRewrite[] | undefined): void {
  for (const rewrite of rewrites ?? []) {
    const path = fieldPath(rewrite.path);
    const last = path.pop() ?? '';
    let tree: KeyTree | null | undefined = keys;
    for (const key of path) tree = tree?.get(key);
    if (!tree) continue;
    if (rewrite.kind === 'ValueSetter') tree.set(last, tree.get(last) ?? null);
    else tree.set(rewrite.renameKeyTo, mergedKeys(tree.get(rewrite.renameKeyTo), tree.get(last)));
  }
}

function mergedKeys(left: KeyTree | null | undefined, right: KeyTree | null | undefined): KeyTree | null {
  if (!left || !right) return left ?? right ?? null;
  const merged: KeyTree = new Map(left);
  for (const [key, below] of right) merged.set(key, mergedKeys(left.get(key), below));
  return merged;
}

/** A path of a subgraph's error (indexes included) with the keys that the client knows. */
export function renamePath(
  path: readonly (string | number)[],
  rewrites: readonly FetchDataRewrite[] | undefined,
): readonly (string | number)[] {
  let renamed = path;
  for (const rewrite of rewrites ?? []) {
    if (rewrite.kind !== 'KeyRenamer') continue;
    const at = endOfMatch(renamed, fieldPath(rewrite.path));
    if (at >= 0) renamed = renamed.with(at, rewrite.renameKeyTo);
  }
  return renamed;
}

/** Where in `path` the last of `fields` stands when path begins with exactly these fields, else -1. */
function endOfMatch(path: readonly (string | number)[], fields: readonly string[]): number {
  let matched = 0;
  for (const [at, element] of path.entries()) {
    if (typeof element === 'number') continue;
    if (element !== fields[matched]) return -1;
    matched += 1;
    if (matched === fields.length) return at;
  }
  return -1;
}
