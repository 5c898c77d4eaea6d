import { isId } from '@lastmile/kernel/id';
import { Refusal } from '@lastmile/kernel/refusal';
import {
  type Connection,
  connection,
  countMax,
  type Keyset,
  type PageArgs,
  pageRequest,
} from '@lastmile/subgraph/graphql/page';
import type { AuthContext } from '../auth.ts';
import { emailKey } from './email.ts';
import { type UserRow, userColumns } from './user.store.ts';
import { type UserFilter, UserOrder } from './user.type.ts';

interface Order {
  readonly name: string;
  /** With $4 and $5, the values of the cursor. */
  readonly behind: string;
  readonly by: string;
  readonly keysetOf: (user: UserRow & { readonly emailKey: string }) => Keyset;
}

const orders: Record<UserOrder, Order> = {
  NEWEST: { name: 'user-newest', behind: 'u.id < $4::uuid', by: 'u.id desc', keysetOf: ({ id }) => [id] },
  EMAIL: {
    name: 'user-email',
    behind: 'u.email_key > $4',
    by: 'u.email_key',
    keysetOf: (user) => [user.emailKey],
  },
};

const filtered = `($1::text is null or u.email_key = $1) and ($2::user_status is null or u.status = $2::user_status)
  and ($3::boolean is null or $3 = exists (select 1 from user_roles g where g.user_id = u.id))`;

/** Users, for those who manage them. Throws FORBIDDEN, PAGE_TOO_LARGE, BAD_CURSOR. */
export async function listUsers(
  context: AuthContext,
  args: Pick<PageArgs, 'first' | 'after'>,
  filter: UserFilter | null | undefined,
  orderBy: UserOrder = UserOrder.NEWEST,
): Promise<Connection<UserRow>> {
  context.assertMay('user:manage');
  const order = orders[orderBy];
  const page = pageRequest(args, order.name, 1);
  const values = [
    filter?.email ? emailKey(filter.email) : null,
    filter?.status ?? null,
    filter?.staff ?? null,
  ];
  const after = page.after?.[0] ?? null;
  if (after !== null && orderBy === UserOrder.NEWEST && !isId(String(after)))
    throw new Refusal('BAD_CURSOR', 'after: this cursor is not of this list');
  const rows = await context.database.query<UserRow & { emailKey: string }>(
    `select ${userColumns}, u.email_key as "emailKey" from users u
     where ${filtered} and ${after === null ? '$4::text is null' : order.behind} order by ${order.by} limit $5`,
    [...values, after, page.limit],
  );
  return connection(page, rows, order.name, order.keysetOf as (user: UserRow) => Keyset, async () => {
    const counted = await context.database.query<{ count: number }>(
      `select count(*)::int as count from (select 1 from users u where ${filtered} limit ${countMax + 1}) c`,
      values,
    );
    return counted[0]?.count ?? 0;
  });
}
