import type { Query } from '@lastmile/database/database';
import { Decimal, Money } from '@lastmile/kernel/money';

/** Columns of a table with their PostgreSQL types, in the order in which rows are written. */
export type Columns<Row> = { readonly [Name in keyof Row & string]?: string };

/**
 * Inserts many rows in one statement (one array per column, so its text does not grow with the rows). Field names are
 * camelCase, columns snake_case. Money and Decimal are written exactly; the currency of Money is not.
 */
export async function insertRows<Row extends object>(
  query: Query,
  table: string,
  columns: Columns<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(columns) as (keyof Row & string)[];
  const arrays = names.map((_, at) => `$${at + 1}::${columns[names[at] as keyof Row & string]}[]`);
  await query(
    `insert into ${table} (${names.map(snake).join(', ')}) select * from unnest(${arrays.join(', ')})`,
    columnsOf(names, rows),
  );
}

/** One array per field, as `unnest` takes them. */
export function columnsOf<Row extends object>(
  names: readonly (keyof Row & string)[],
  rows: readonly Row[],
): unknown[][] {
  return names.map((name) => rows.map((row) => exact(row[name])));
}

function exact(value: unknown): unknown {
  if (value instanceof Money) return value.amount.toFixed();
  if (value instanceof Decimal) return value.toFixed();
  return value ?? null;
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `id, customer_id as "customerId"` for the given fields. */
export function selectList(fields: readonly string[], alias = ''): string {
  const prefix = alias ? `${alias}.` : '';
  return fields
    .map((field) => (snake(field) === field ? `${prefix}${field}` : `${prefix}${snake(field)} as "${field}"`))
    .join(', ');
}
