import { isId } from '@lastmile/kernel/id';
import { defineLoader, inOrder, type Loader } from '@lastmile/subgraph/loader';
import type { CustomerDomain } from '../customer-domain.ts';

interface KeyedSelect<Row> {
  /** The name of the prepared statement. */
  readonly name: string;
  /** A select with the keys as `$1`. */
  readonly sql: string;
  readonly keyOf: (row: Row) => string;
  /** What can be a key at all; others have no row and never reach the database. A UUID unless told otherwise. */
  readonly isKey?: (key: string) => boolean;
}

/** One row per key, null where there is none. */
export function rowsByKey<Row extends object>(
  select: KeyedSelect<Row>,
): Loader<CustomerDomain, string, Row | null> {
  return defineLoader<CustomerDomain, string, Row | null>({
    name: select.name,
    fetch: async (database, keys) => {
      const sound = keys.filter(select.isKey ?? isId);
      const rows = sound.length > 0 ? await database.statement<Row>(select.name, select.sql)([sound]) : [];
      return inOrder(keys, rows, select.keyOf);
    },
  });
}
