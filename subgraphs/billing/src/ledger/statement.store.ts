import type { Query } from '@lastmile/database/database';
import { addDays, type CalendarDate, daysBetween } from '@lastmile/kernel/calendar';
import { Money } from '@lastmile/kernel/money';
import { badInput } from '@lastmile/kernel/refusal';
import type { PageRequest } from '@lastmile/subgraph/graphql/page';
import type { AccountRow } from '../account/account.store.ts';
import { balanceBefore } from './ledger.store.ts';
import type { LedgerKind } from './posting.ts';

export interface StatementRow {
  readonly account: AccountRow;
  readonly from: CalendarDate;
  /** Inclusive. */
  readonly to: CalendarDate;
  readonly openingBalance: Money;
  readonly closingBalance: Money;
}

export interface StatementEntryRow {
  readonly id: string;
  readonly customerId: string;
  readonly legalEntityId: string;
  readonly kind: LedgerKind;
  readonly bookedOn: CalendarDate;
  readonly bookedAt: Date;
  readonly amount: Money;
  readonly balance: Money;
}

const daysMax = 3_660;

/** A statement over [from, to]. Throws BAD_INPUT for days in the wrong order or more than ten years. */
export async function readStatement(
  query: Query,
  account: AccountRow,
  from: CalendarDate,
  to: CalendarDate,
): Promise<StatementRow> {
  if (to < from) throw badInput('to', 'a day that is not before "from"');
  if (daysBetween(from, to) > daysMax) throw badInput('to', 'a day within ten years of "from"');
  const [openingBalance, closingBalance] = await Promise.all([
    balanceBefore(query, account, from),
    balanceBefore(query, account, addDays(to, 1)),
  ]);
  return { account, from, to, openingBalance, closingBalance };
}

type RawEntry = Omit<StatementEntryRow, 'amount' | 'balance' | 'customerId' | 'legalEntityId'> & {
  amount: string;
  running: string;
};

/** The entries in the order of (day, booking), with what is owed after each. */
export async function statementEntries(
  query: Query,
  { account, from, to, openingBalance }: StatementRow,
  page: PageRequest,
): Promise<StatementEntryRow[]> {
  const rows = await query<RawEntry>(
    `select * from (
       select e.ordinal::text as id, t.kind, e.booked_on as "bookedOn", t.booked_at as "bookedAt", e.amount,
         sum(e.amount) over (order by e.booked_on, e.ordinal) as running
       from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
       where e.account_id = $1 and e.booked_on between $2::date and $3::date) entries
     where $4::date is null or ("bookedOn", id::bigint) > ($4, $5::bigint)
     order by "bookedOn", id::bigint limit $6`,
    [account.id, from, to, page.after?.[0] ?? null, page.after?.[1] ?? null, page.limit],
  );
  return rows.map(({ running, ...row }) => ({
    ...row,
    customerId: account.customerId,
    legalEntityId: account.legalEntityId,
    amount: Money.of(row.amount, account.currency),
    balance: openingBalance.plus(Money.of(running, account.currency)),
  }));
}

export async function countEntries(query: Query, statement: StatementRow, most: number): Promise<number> {
  const [row] = await query<{ count: number }>(
    `select count(*)::int as count from (select from ledger_entry
       where account_id = $1 and booked_on between $2::date and $3::date limit $4) counted`,
    [statement.account.id, statement.from, statement.to, most],
  );
  return row?.count ?? 0;
}
