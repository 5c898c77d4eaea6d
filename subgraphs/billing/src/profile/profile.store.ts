import type { Query } from '@lastmile/database/database';
import { defineLoader, inOrder } from '@lastmile/subgraph/loader';
import type { Billing } from '../billing.ts';

/** The buyer as invoices print it. Empty until somebody says otherwise: the customer's own name is then printed. */
export interface ProfileRow {
  readonly id: string;
  readonly accountId: string;
  readonly customerId: string;
  readonly legalEntityId: string;
  readonly version: number;
  readonly name: string | null;
  readonly address: string | null;
  readonly taxNumber: string | null;
}

const select = `select p.id, p.account_id as "accountId", p.customer_id as "customerId", a.legal_entity_id as "legalEntityId",
  p.version, p.name, p.address, p.tax_number as "taxNumber"
  from billing_profile p join billing_account a on a.id = p.account_id`;

export async function newestProfile(query: Query, accountId: string): Promise<ProfileRow | undefined> {
  const rows = await query<ProfileRow>(`${select} where p.account_id = $1 order by p.version desc limit 1`, [
    accountId,
  ]);
  return rows[0];
}

export const profileLoader = defineLoader<Billing, string, ProfileRow | null>({
  name: 'billing-profile',
  fetch: async (database, ids) => {
    const rows = await database.statement<ProfileRow>(
      'billing-profiles',
      `${select} where p.id = any($1::uuid[])`,
    )([ids]);
    return inOrder(ids, rows, ({ id }) => id);
  },
});

export const profileOfAccountLoader = defineLoader<Billing, string, ProfileRow | null>({
  name: 'profile-of-account',
  fetch: async (database, accountIds) => {
    const rows = await database.statement<ProfileRow>(
      'billing-profiles-of-accounts',
      `select distinct on (profile."accountId") profile.* from (${select} where p.account_id = any($1::uuid[])) profile
       order by profile."accountId", profile.version desc`,
    )([accountIds]);
    return inOrder(accountIds, rows, ({ accountId }) => accountId);
  },
});
