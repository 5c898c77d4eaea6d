import { isId } from '@lastmile/kernel/id';
import type { CustomerWork } from '../customer-domain.ts';

/** A table whose rows belong to a customer. */
export interface OwnedTable<Row> {
  readonly name: string;
  readonly alias: string;
  readonly columns: string;
  /** Only to carry the row's type. */
  readonly row?: Row;
}

/**
 * Locks the customer that a row belongs to and then the row, and reads it as it is under the locks. All writing takes
 * its locks in this order: customer, then what is the customer's, then devices, then ports.
 */
export async function lockOwned<Row extends object>(
  work: CustomerWork,
  { name, alias, columns }: OwnedTable<Row>,
  id: string,
): Promise<Row | null> {
  if (!isId(id)) return null;
  await work.query(
    `select from customers where id = (select customer_id from ${name} where id = $1) for no key update`,
    [id],
  );
  const [row] = await work.query<Row>(
    `select ${columns} from ${name} ${alias} where ${alias}.id = $1 for no key update of ${alias}`,
    [id],
  );
  return row ?? null;
}
