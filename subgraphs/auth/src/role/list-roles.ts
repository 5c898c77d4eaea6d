import {
  type Connection,
  connection,
  type Keyset,
  type PageArgs,
  pageRequest,
} from '@lastmile/subgraph/graphql/page';
import type { AuthContext } from '../auth.ts';
import { type RoleRow, roleColumns } from './role.store.ts';

const order = 'role-name';
const keysetOf = ({ name, id }: RoleRow): Keyset => [name, id];

/** Roles by name. Throws FORBIDDEN, PAGE_TOO_LARGE, BAD_CURSOR. */
export async function listRoles(
  context: AuthContext,
  args: Pick<PageArgs, 'first' | 'after'>,
): Promise<Connection<RoleRow>> {
  context.assertMay('role:read');
  const page = pageRequest(args, order, 2);
  const [name, id] = page.after ?? [null, null];
  const rows = await context.database.query<RoleRow>(
    `select ${roleColumns} from roles r where $1::text is null or (r.name, r.id::text) > ($1, $2)
     order by r.name, r.id limit $3`,
    [name, id, page.limit],
  );
  return connection(page, rows, order, keysetOf, async () => {
    const counted = await context.database.query<{ count: number }>(
      'select count(*)::int as count from roles',
    );
    return counted[0]?.count ?? 0;
  });
}
