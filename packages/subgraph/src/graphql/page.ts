import { Refusal } from '@lastmile/kernel/refusal';
import { ArgsType, type ClassType, Directive, Field, Int, ObjectType } from 'type-graphql';
import { Inherited } from '../access/access.ts';
import { CursorScalar } from './scalars.ts';

export const pageSizeMax = 100;
export const countMax = 10_000;

/** Arguments of every list: Relay's forward paging (https://relay.dev/graphql/connections.htm). */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: `How many at most: 1 to ${pageSizeMax}.` })
  first!: number;

  @Field(() => CursorScalar, { nullable: true, description: 'Go on behind this cursor.' })
  after?: string | null;
}

@Directive('@shareable')
@Inherited()
@ObjectType('PageInfo')
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @Field(() => Boolean)
  hasPreviousPage!: boolean;

  @Field(() => CursorScalar, { nullable: true })
  startCursor!: string | null;

  @Field(() => CursorScalar, { nullable: true })
  endCursor!: string | null;
}

@Directive('@shareable')
@Inherited()
@ObjectType('TotalCount', { description: `Counted up to ${countMax}; beyond it, \`exact\` is false.` })
export class TotalCount {
  @Field(() => Int)
  value!: number;

  @Field(() => Boolean)
  exact!: boolean;
}

export interface Edge<Row> {
  readonly cursor: string;
  readonly node: Row;
}

export interface Connection<Row> {
  readonly edges: readonly Edge<Row>[];
  readonly nodes: readonly Row[];
  readonly pageInfo: PageInfo;
  /** Counted only when asked for: a function is called by the field. */
  readonly totalCount: () => Promise<TotalCount> | TotalCount;
}

/** The connection and edge types of a node type: `connectionOf('Invoice', () => Invoice)` gives `InvoiceConnection`. */
export function connectionOf<Node extends object>(name: string, node: () => ClassType<Node>) {
  @Inherited()
  @ObjectType(`${name}Edge`)
  class EdgeType {
    @Field(() => CursorScalar)
    cursor!: string;

    @Field(node)
    node!: Node;
  }

  @Inherited()
  @ObjectType(`${name}Connection`)
  class ConnectionType {
    @Field(() => [EdgeType])
    edges!: EdgeType[];

    @Field(() => [node()])
    nodes!: Node[];

    @Field(() => PageInfo)
    pageInfo!: PageInfo;

    @Field(() => TotalCount)
    totalCount!: TotalCount;
  }
  return ConnectionType as ClassType<ConnectionType>;
}

/** Laid over the built schema: counting waits until it is asked for. */
export const connectionResolvers = { totalCount: (page: Connection<unknown>) => page.totalCount() };

/** The values of a row that its order is made of, the last one its id: what a keyset cursor holds. */
export type Keyset = readonly (string | number | null)[];

/** A page that has been checked: how many rows to fetch (one more than shown, to know whether there is a next page). */
export interface PageRequest {
  readonly first: number;
  readonly limit: number;
  readonly after: Keyset | null;
}

/**
 * Checks page arguments. `order` names the list's order and is kept in its cursors, so that a cursor of another list
 * or order is refused; `length` is the number of values in its keyset.
 */
export function pageRequest(
  args: Pick<PageArgs, 'first' | 'after'>,
  order: string,
  length: number,
): PageRequest {
  if (!Number.isInteger(args.first) || args.first < 1 || args.first > pageSizeMax) {
    throw new Refusal(
      'PAGE_TOO_LARGE',
      `first: ask for 1 to ${pageSizeMax} at a time and go on with "after"`,
      { limit: pageSizeMax },
    );
  }
  return {
    first: args.first,
    limit: args.first + 1,
    after: args.after ? decodeCursor(args.after, order, length) : null,
  };
}

export function encodeCursor(order: string, keyset: Keyset): string {
  return Buffer.from(JSON.stringify([order, ...keyset])).toString('base64url');
}

function decodeCursor(cursor: string, order: string, length: number): Keyset {
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    values = null;
  }
  const sound =
    Array.isArray(values) &&
    values.length === length + 1 &&
    values[0] === order &&
    values.every((value) => value === null || typeof value === 'string' || typeof value === 'number');
  if (!sound) {
    throw new Refusal(
      'BAD_CURSOR',
      'after: this cursor is not of this list and order; start without "after"',
    );
  }
  return (values as (string | number | null)[]).slice(1);
}

/** Makes a connection of the rows fetched for `request` (up to `limit`, in order). */
export function connection<Row>(
  request: PageRequest,
  rows: readonly Row[],
  order: string,
  keysetOf: (row: Row) => Keyset,
  count: () => Promise<number> | number,
): Connection<Row> {
  const nodes = rows.slice(0, request.first);
  const edges = nodes.map((node) => ({ node, cursor: encodeCursor(order, keysetOf(node)) }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > request.first,
      hasPreviousPage: request.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: async () => {
      const value = await count();
      return { value: Math.min(value, countMax), exact: value <= countMax };
    },
  };
}
