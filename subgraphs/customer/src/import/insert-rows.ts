import { constraintOf, sqlState } from '@lastmile/database/database-errors';
import { isId } from '@lastmile/kernel/id';
import { badInput, Refusal } from '@lastmile/kernel/refusal';
import type { CustomerWork } from '../customer-domain.ts';

type Columns<Row> = { readonly [Column in keyof Row]: string };

/**
 * Inserts rows of one table in one statement, columns with their SQL types. A row whose id is there already is left
 * alone; gives the ids of the others. Throws BAD_INPUT naming `what` where another rule of the database is broken.
 */
export async function insertRows<Row extends { readonly id: string }>(
  work: CustomerWork,
  table: string,
  what: string,
  columns: Columns<Row>,
  rows: readonly Row[],
): Promise<ReadonlySet<string>> {
  const names = Object.keys(columns) as (keyof Row & string)[];
  const arrays = names.map((name, at) => `$${at + 1}::${columns[name]}[]`);
  try {
    const made = await work.query<{ id: string }>(
      `insert into ${table} (${names.join(', ')}) select * from unnest(${arrays.join(', ')})
        on conflict (id) do nothing returning id`,
      names.map((name) => rows.map((row) => row[name])),
    );
    return new Set(made.map(({ id }) => id));
  } catch (error) {
    throw explained(error, what);
  }
}

const rules: Readonly<Record<string, string>> = {
  '23505': 'something that must be unique is there twice, or here already',
  '23503': 'something that is referred to is not there',
  '23514': 'a row contradicts itself',
};

function explained(error: unknown, what: string): unknown {
  const rule = rules[sqlState(error) ?? ''];
  return rule ? badInput(what, `${rule} (${constraintOf(error)}); nothing of this part was imported`) : error;
}

/** Rows as they are kept. What is wrong with one is told with its id: `customers[01a2…].email`. */
export function checkRows<Given extends { readonly id: string }, Row>(
  what: string,
  rows: readonly Given[],
  check: (row: Given) => Row,
): Row[] {
  const seen = new Set<string>();
  return rows.map((row) => {
    const place = `${what}[${row.id}]`;
    if (!isId(row.id)) throw badInput(`${place}.id`, 'this is not a UUID');
    if (seen.has(row.id)) throw badInput(`${place}.id`, 'this id is there twice');
    seen.add(row.id);
    try {
      return check(row);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'BAD_INPUT') throw error;
      const field = String(error.details.field);
      throw badInput(`${place}.${field}`, error.message.slice(field.length + 2));
    }
  });
}

/** What other rows are of. Throws BAD_INPUT naming the field where it is not there. */
export function known<Row>(rows: ReadonlyMap<string, Row>, id: string, field: string): Row {
  const row = rows.get(id);
  if (!row) throw badInput(field, `there is no ${id}`);
  return row;
}

/** Rows of a table by their id. */
export async function rowsOf<Row extends { readonly id: string }>(
  work: CustomerWork,
  sql: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Row>> {
  const sound = [...new Set(ids)].filter(isId);
  const rows = await work.query<Row>(sql, [sound]);
  return new Map(rows.map((row) => [row.id, row]));
}
