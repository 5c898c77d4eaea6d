import type { Answer } from './compile-merge.ts';
import type { BuildRepresentation } from './compile-requires.ts';
import type { PreparedFetch } from './prepared-operation.ts';

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
): Representations {
  const representations: Answer[] = [];
  const targets: Answer[][] = [];
  const known = objects.length > 1 ? new Map<string, Answer[]>() : undefined;
  for (const object of objects) {
    const representation = build(object);
    if (representation === null || !representation.__typename) continue;
    fetch.rewriteInput?.(representation);
    const key = known && JSON.stringify(representation);
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
