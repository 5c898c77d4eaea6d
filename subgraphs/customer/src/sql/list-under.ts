import {
  type Connection,
  connection,
  countMax,
  type PageArgs,
  pageRequest,
} from '@lastmile/subgraph/graphql/page';
import type { Loader } from '@lastmile/subgraph/loader';
import { defineLoader, grouped, inOrder } from '@lastmile/subgraph/loader';
import type { CustomerContext, CustomerDomain } from '../customer-domain.ts';
import { idAfter } from './keyset.ts';

interface ListKey {
  readonly parentId: string;
  readonly limit: number;
  readonly after: string | null;
}

/** A list of rows under a parent, in the order in which they were made. */
export interface ListUnder<Row> {
  readonly name: string;
  readonly rows: Loader<CustomerDomain, ListKey, Row[]>;
  readonly count: Loader<CustomerDomain, string, number>;
}

interface ListSpec {
  /** Names the list in its cursors and its prepared statements. */
  readonly name: string;
  readonly columns: string;
  /** FROM with its alias, and the columns of the parent's id and the row's own. */
  readonly from: string;
  readonly parent: string;
  readonly id: string;
}

const nil = "'00000000-0000-0000-0000-000000000000'";

/** The lists of all parents that a tick asks for are one statement, each by its index on (parent, id). */
export function listUnder<Row extends { readonly id: string }>(spec: ListSpec): ListUnder<Row> {
  const page = `select wanted.place::int as place, r.*
    from unnest($1::uuid[], $2::int[], $3::uuid[]) with ordinality as wanted(parent_id, row_limit, after_id, place)
    cross join lateral (
      select ${spec.columns} from ${spec.from}
      where ${spec.parent} = wanted.parent_id and ${spec.id} > coalesce(wanted.after_id, ${nil})
      order by ${spec.id} limit wanted.row_limit) r
    order by wanted.place, r.id`;
  const count = `select wanted.parent_id as "parentId", r.value::int as value
    from unnest($1::uuid[]) as wanted(parent_id)
    cross join lateral (select count(*) as value from (
      select from ${spec.from} where ${spec.parent} = wanted.parent_id limit ${countMax + 1}) counted) r`;
  return { name: spec.name, rows: pageLoader<Row>(spec.name, page), count: countLoader(spec.name, count) };
}

function pageLoader<Row>(name: string, sql: string): Loader<CustomerDomain, ListKey, Row[]> {
  return defineLoader<CustomerDomain, ListKey, Row[]>({
    name: `${name}_page`,
    fetch: async (database, keys) => {
      const rows = await database.statement<Row & { place: number }>(
        `${name}_page`,
        sql,
      )([
        keys.map(({ parentId }) => parentId),
        keys.map(({ limit }) => limit),
        keys.map(({ after }) => after),
      ]);
      const places = keys.map((_, at) => at + 1);
      return grouped(places, rows, ({ place }) => place);
    },
  });
}

function countLoader(name: string, sql: string): Loader<CustomerDomain, string, number> {
  return defineLoader<CustomerDomain, string, number>({
    name: `${name}_count`,
    fetch: async (database, keys) => {
      const rows = await database.statement<{ parentId: string; value: number }>(
        `${name}_count`,
        sql,
      )([keys]);
      return inOrder(keys, rows, ({ parentId }) => parentId).map((row) => row?.value ?? 0);
    },
  });
}

/** A page of the list under one parent. Throws PAGE_TOO_LARGE or BAD_CURSOR. */
export async function pageUnder<Row extends { readonly id: string }>(
  context: CustomerContext,
  list: ListUnder<Row>,
  parentId: string,
  args: PageArgs,
): Promise<Connection<Row>> {
  const request = pageRequest(args, list.name, 1);
  const after = request.after ? idAfter(request.after) : null;
  const rows = await context.load(list.rows, { parentId, limit: request.limit, after });
  return connection(
    request,
    rows,
    list.name,
    ({ id }) => [id],
    () => context.load(list.count, parentId),
  );
}
