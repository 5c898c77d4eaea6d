import type { Actor } from '@lastmile/kernel/actor';
import { isId } from '@lastmile/kernel/id';
import type { Permission } from '@lastmile/kernel/permission';
import {
  type Connection,
  connection,
  countMax,
  type Keyset,
  type PageArgs,
  pageRequest,
} from '@lastmile/subgraph/graphql/page';
import type { CustomerContext } from '../customer-domain.ts';
import { badCursor, idAfter } from './keyset.ts';

/** The order of a list: backed by an index on the expression and the id. */
export interface ListOrder<Row> {
  readonly name: string;
  /** What is sorted by before the id; none sorts by id alone. */
  readonly by?: {
    readonly expression: string;
    readonly valueOf: (row: Row) => string;
    readonly type: 'text' | 'timestamptz';
  };
  readonly descending?: boolean;
}

export interface StaffList<Row> {
  /** Names the list in its cursors. */
  readonly name: string;
  readonly columns: string;
  readonly from: string;
  readonly id: string;
  /** The columns by which the rights of staff are bounded; without them the rows belong to the house. */
  readonly region?: string;
  readonly legalEntity?: string;
  readonly order: ListOrder<Row>;
}

/** Conditions of a WHERE with their values bound. */
export class Conditions {
  readonly parts: string[] = [];
  readonly values: unknown[] = [];

  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** `column = value`, unless the filter leaves it open. */
  equal(column: string, value: unknown): void {
    if (value !== null && value !== undefined) this.parts.push(`${column} = ${this.bind(value)}`);
  }

  /** As `equal`, of ids: what is no id equals nothing. */
  equalId(column: string, id: string | null | undefined): void {
    if (typeof id === 'string' && !isId(id)) this.parts.push('false');
    else this.equal(column, id);
  }

  toString(): string {
    return this.parts.length > 0 ? this.parts.join(' and ') : 'true';
  }
}

/** What staff see of a list: what lies within the legal entities and regions in which they hold the permission. */
export function withinScope<Row>(
  conditions: Conditions,
  actor: Actor,
  permission: Permission,
  list: StaffList<Row>,
): void {
  const grants = actor.staff.filter(({ permissions }) => permissions.includes(permission));
  const alternatives = grants.map(({ scope }) => {
    const bounds = [
      [list.region, scope.regions],
      [list.legalEntity, scope.legalEntities],
    ] as const;
    const parts = bounds.flatMap(([column, ids]) =>
      column === undefined || ids === 'all' ? [] : [`${column} = any(${conditions.bind(ids)}::uuid[])`],
    );
    return parts.length > 0 ? `(${parts.join(' and ')})` : 'true';
  });
  conditions.parts.push(alternatives.length > 0 ? `(${alternatives.join(' or ')})` : 'false');
}

/** A page of a list for staff. Throws FORBIDDEN, PAGE_TOO_LARGE or BAD_CURSOR. */
export async function staffPage<Row extends { readonly id: string }>(
  context: CustomerContext,
  list: StaffList<Row>,
  permission: Permission,
  args: PageArgs,
  filter: (conditions: Conditions) => void,
): Promise<Connection<Row>> {
  context.assertMay(permission);
  const { order } = list;
  const cursorName = `${list.name}:${order.name}`;
  const request = pageRequest(args, cursorName, order.by ? 2 : 1);
  const filtered = () => {
    const conditions = new Conditions();
    withinScope(conditions, context.actor, permission, list);
    filter(conditions);
    return conditions;
  };
  const conditions = filtered();
  if (request.after) conditions.parts.push(behind(conditions, list, request.after));
  const direction = order.descending ? 'desc' : 'asc';
  const sorted = [...(order.by ? [order.by.expression] : []), list.id].map((key) => `${key} ${direction}`);
  const rows = await context.database.query<Row>(
    `select ${list.columns} from ${list.from} where ${conditions} order by ${sorted.join(', ')} limit ${request.limit}`,
    conditions.values,
  );
  const keysetOf = (row: Row) => (order.by ? [order.by.valueOf(row), row.id] : [row.id]);
  return connection(request, rows, cursorName, keysetOf, () => countOf(context, list, filtered()));
}

function behind<Row>(conditions: Conditions, { id, order }: StaffList<Row>, after: Keyset): string {
  const compare = order.descending ? '<' : '>';
  const last = `${conditions.bind(idAfter(after))}::uuid`;
  if (!order.by) return `${id} ${compare} ${last}`;
  const value = after[0];
  if (typeof value !== 'string' || (order.by.type === 'timestamptz' && Number.isNaN(Date.parse(value))))
    throw badCursor();
  return `(${order.by.expression}, ${id}) ${compare} (${conditions.bind(value)}::${order.by.type}, ${last})`;
}

async function countOf<Row>(
  context: CustomerContext,
  list: StaffList<Row>,
  conditions: Conditions,
): Promise<number> {
  const [row] = await context.database.query<{ value: number }>(
    `select count(*)::int as value from (
      select from ${list.from} where ${conditions} limit ${countMax + 1}) counted`,
    conditions.values,
  );
  return row?.value ?? 0;
}

/** `column` begins with `prefix`, by an index of bytes. */
export function beginsWith(conditions: Conditions, column: string, prefix: string): string {
  const from = conditions.bind(prefix);
  const to = conditions.bind(`${prefix}\u{10FFFF}`);
  return `(${column} collate "C" >= ${from} and ${column} collate "C" < ${to})`;
}
