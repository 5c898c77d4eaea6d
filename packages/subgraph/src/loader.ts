import type { Database } from '@lastmile/database/database';
import type { DomainTypes } from './domain-types.ts';

/**
 * Fetches rows for many keys at once. It belongs to the process and keeps nothing: keys that all requests of a tick ask
 * for go into one statement; a request's memo stands on it. Rows carry their owner's ids, the access rule is applied
 * per actor where they enter the answer.
 */
export interface Loader<Domain extends DomainTypes, Key, Row> {
  readonly name: string;
  /** One row per key, in the order of the keys. */
  readonly fetch: (database: Database<Domain['client']>, keys: readonly Key[]) => Promise<readonly Row[]>;
  /** What makes two keys the same; the key itself for texts, its JSON for objects. */
  readonly identity: (key: Key) => string;
  readonly batchSizeMax: number;
}

interface LoaderSpec<Domain extends DomainTypes, Key, Row> {
  readonly name: string;
  readonly fetch: Loader<Domain, Key, Row>['fetch'];
  readonly batchSizeMax?: number;
}

export function defineLoader<Domain extends DomainTypes, Key, Row>(
  spec: LoaderSpec<Domain, Key, Row>,
): Loader<Domain, Key, Row> {
  return {
    batchSizeMax: 500,
    identity: (key) => (typeof key === 'string' ? key : JSON.stringify(key)),
    ...spec,
  };
}

/** Puts rows into the order of their keys, null where there is none. */
export function inOrder<Key, Row>(
  keys: readonly Key[],
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
): (Row | null)[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key) ?? null);
}

/** Groups rows under their keys, in the order of the keys; an empty list where there is none. */
export function grouped<Key, Row>(
  keys: readonly Key[],
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
): Row[][] {
  const groups = new Map<Key, Row[]>(keys.map((key) => [key, []]));
  for (const row of rows) groups.get(keyOf(row))?.push(row);
  return keys.map((key) => groups.get(key) ?? []);
}
