import {
  type Connection,
  connection,
  type Keyset,
  type PageArgs,
  pageRequest,
} from '@lastmile/subgraph/graphql/page';
import type { AuthContext } from '../auth.ts';
import { type PartnerRow, partnerColumns } from './partner.store.ts';

const order = 'partner-name';
const keysetOf = ({ name }: PartnerRow): Keyset => [name];

/** Partners by name. Throws FORBIDDEN, PAGE_TOO_LARGE, BAD_CURSOR. */
export async function listPartners(
  context: AuthContext,
  args: Pick<PageArgs, 'first' | 'after'>,
): Promise<Connection<PartnerRow>> {
  context.assertMay('partner:read');
  const page = pageRequest(args, order, 1);
  const rows = await context.database.query<PartnerRow>(
    `select ${partnerColumns} from partners p where $1::text is null or p.name > $1 order by p.name limit $2`,
    [page.after?.[0] ?? null, page.limit],
  );
  return connection(page, rows, order, keysetOf, async () => {
    const counted = await context.database.query<{ count: number }>(
      'select count(*)::int as count from partners',
    );
    return counted[0]?.count ?? 0;
  });
}
