import type { Query } from '@lastmile/database/database';
import type { CalendarDate } from '@lastmile/kernel/calendar';
import { isId } from '@lastmile/kernel/id';
import { Money } from '@lastmile/kernel/money';
import { defineLoader, grouped, inOrder } from '@lastmile/subgraph/loader';
import type { Billing } from '../billing.ts';
import { insertRows, selectList } from '../sql/insert-rows.ts';

export type AccountStatus = 'OPEN' | 'CLOSED';

export interface AccountRow {
  readonly id: string;
  readonly customerId: string;
  readonly legalEntityId: string;
  readonly status: AccountStatus;
  readonly currency: string;
  readonly timeZone: string;
  readonly anchorDay: number;
  readonly netTermDays: number;
  /** What the customer owes; negative is credit. */
  readonly balance: Money;
  readonly nextBillOn: CalendarDate | null;
  readonly openedOn: CalendarDate;
  readonly closedOn: CalendarDate | null;
}

type RawAccount = Omit<AccountRow, 'balance'> & { balance: string };

export const accountSelect = selectList(
  [
    'id',
    'customerId',
    'legalEntityId',
    'status',
    'currency',
    'timeZone',
    'anchorDay',
    'netTermDays',
    'balance',
    'nextBillOn',
    'openedOn',
    'closedOn',
  ],
  'a',
);

export const toAccount = (raw: RawAccount): AccountRow => ({
  ...raw,
  balance: Money.of(raw.balance, raw.currency),
});

/** Rows of billing_account as `a`, by the rest of the statement. */
export async function accountsWhere(
  query: Query,
  rest: string,
  values: readonly unknown[],
): Promise<AccountRow[]> {
  return (await query<RawAccount>(`select ${accountSelect} from billing_account a ${rest}`, values)).map(
    toAccount,
  );
}

export async function findAccount(query: Query, id: string): Promise<AccountRow | undefined> {
  return isId(id) ? (await accountsWhere(query, 'where a.id = $1', [id]))[0] : undefined;
}

/** The account is the ordering root: every change to what it owes or is charged takes this lock first. */
export async function lockAccount(query: Query, id: string): Promise<AccountRow> {
  const [account] = await accountsWhere(query, 'where a.id = $1 for update', [id]);
  if (!account) throw new Error(`There is no account ${id}`);
  return account;
}

/** Locks several, in the order of their ids, so that two who want the same ones do not wait for each other in a ring. */
export function lockAccounts(query: Query, ids: readonly string[]): Promise<AccountRow[]> {
  return accountsWhere(query, 'where a.id = any($1::uuid[]) order by a.id for update', [ids]);
}

export const accountLoader = defineLoader<Billing, string, AccountRow | null>({
  name: 'account',
  fetch: async (database, ids) => {
    const rows = await database.statement<RawAccount>(
      'billing-accounts',
      `select ${accountSelect} from billing_account a where a.id = any($1::uuid[])`,
    )([ids]);
    return inOrder(ids, rows.map(toAccount), ({ id }) => id);
  },
});

export const accountsOfCustomerLoader = defineLoader<Billing, string, AccountRow[]>({
  name: 'accounts-of-customer',
  fetch: async (database, customerIds) => {
    const rows = await database.statement<RawAccount>(
      'billing-accounts-of-customers',
      `select ${accountSelect} from billing_account a where a.customer_id = any($1::uuid[]) order by a.id`,
    )([customerIds]);
    return grouped(customerIds, rows.map(toAccount), ({ customerId }) => customerId);
  },
});

const columns = {
  id: 'uuid',
  customerId: 'uuid',
  legalEntityId: 'uuid',
  status: 'text',
  currency: 'text',
  timeZone: 'text',
  anchorDay: 'int',
  netTermDays: 'int',
  nextBillOn: 'date',
  openedOn: 'date',
  createdAt: 'timestamptz',
} as const;

export type NewAccount = Omit<AccountRow, 'balance' | 'closedOn'> & { readonly createdAt: Date };

/** Accounts with their receivables in the ledger (of the same id) and the first version of the buyer's particulars. */
export async function insertAccounts(query: Query, rows: readonly NewAccount[]): Promise<void> {
  await insertRows(query, 'billing_account', columns, rows);
  const ids = rows.map(({ id }) => id);
  await query(
    `insert into ledger_account (id, legal_entity_id, currency, code, account_id, customer_id)
     select id, legal_entity_id, currency, 'RECEIVABLE', id, customer_id from billing_account where id = any($1::uuid[])`,
    [ids],
  );
  await query(
    `insert into billing_profile (id, account_id, customer_id, version, created_at)
     select uuidv7(), id, customer_id, 1, created_at from billing_account where id = any($1::uuid[])`,
    [ids],
  );
}
