import type { Answer } from '../answer/compile-merge.ts';
import type { BuildRepresentation } from '../answer/compile-requires.ts';
import type { Lacks } from '../answer/lacks.ts';
import type { PreparedFetch } from '../plan/prepared-operation.ts';

export interface Representations {
  /** Each different representation once. */
  representations: Answer[];
  /** For each representation the objects of the tree that it stands for. */
  targets: Answer[][];
}

/** Builds the representations of a fetch. Equal ones are asked for once. */
export function collectRepresentations(
  fetch: PreparedFetch,
  build: BuildRepresentation,
  objects: readonly Answer[],
  lacks: Lacks | undefined,
): Representations {
  const representations: Answer[] = [];
  const targets: Answer[][] = [];
  const known = objects.length > 1 ? new Map<string, Answer[]>() : undefined;
  for (const object of objects) {
    const representation = build(object, lacks);
    if (representation === null && lacks?.knows(object)) lacks.add(object, fetch.keys);
    if (representation === null || !representation.__typename) continue;
    fetch.rewriteInput?.(representation);
    // Where an interface object meets fragments on some implementations, the planner's inputs also fit
    // the other ones, without key and with a type that the subgraph never heard of.
    if (!fetch.entityTypes.has(representation.__typename as string)) continue;
    const key = known && keyOf(representation);
    const same = key === undefined ? undefined : known?.get(key);
    if (same) {
      same.push(object);
      continue;
    }
    const first = [object];
    if (key !== undefined) known?.set(key, first);
    representations.push(representation);
    targets.push(first);
  }
  return { representations, targets };
}

/** Equal for equal representations of one fetch. Most hold a few strings, for which JSON is too much work. */
function keyOf(representation: Answer): string {
  let key = '';
  for (const name in representation) {
    const value = representation[name];
    if (typeof value === 'string') key += `${name}"${value.length}:${value}`;
    else if (typeof value === 'object' && value !== null) key += `${name}{${JSON.stringify(value)}`;
    else key += `${name}=${String(value)};`;
  }
  return key;
}
