/** Raw SQL with `$1` parameters, on a pool or on a transaction's connection; rows as they come. */
export type Query = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** What a pool must be able to do; a `pg.Pool` does. */
export interface Pool {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  connect(): Promise<PoolConnection>;
}

/** A connection of its own, for LISTEN. */
export interface PoolConnection {
  query(text: string): Promise<unknown>;
  on(event: 'notification' | 'error' | 'end', listener: (given: unknown) => void): unknown;
  removeAllListeners(event?: string): unknown;
  release(destroy?: boolean): void;
}

/** `pool.query` in the form of `Query`, each statement in a transaction of its own. */
export function queryOf(pool: Pool): Query {
  return async <Row extends object>(text: string, values: readonly unknown[] = []) =>
    (await pool.query(text, [...values])).rows as Row[];
}
