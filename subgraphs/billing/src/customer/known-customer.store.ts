import type { Query } from '@lastmile/database/database';
import { isId } from '@lastmile/kernel/id';

export type KnownStatus = 'ACTIVE' | 'CLOSED';

/** What is known of a customer; undefined: that there is none, or that word of it has not come yet. */
export async function knownCustomer(query: Query, id: string): Promise<KnownStatus | undefined> {
  if (!isId(id)) return undefined;
  const [row] = await query<{ status: KnownStatus }>('select status from known_customer where id = $1', [id]);
  return row?.status;
}

export async function rememberCustomer(query: Query, id: string, status: KnownStatus): Promise<void> {
  await query(
    `insert into known_customer (id, status) values ($1, $2) on conflict (id) do update set status = excluded.status`,
    [id, status],
  );
}
