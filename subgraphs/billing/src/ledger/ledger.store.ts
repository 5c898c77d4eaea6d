import type { Query } from '@lastmile/database/database';
import type { CalendarDate } from '@lastmile/kernel/calendar';
import { newId } from '@lastmile/kernel/id';
import { Money } from '@lastmile/kernel/money';
import type { BillingWork } from '../billing.ts';
import { insertRows } from '../sql/insert-rows.ts';
import type { LedgerCode, LedgerKind, Posting } from './posting.ts';

export interface NewLedgerTransaction {
  readonly kind: LedgerKind;
  readonly accountId: string;
  readonly customerId: string;
  readonly legalEntityId: string;
  readonly currency: string;
  readonly invoiceId?: string;
  readonly paymentId?: string;
  /** In the account's zone. */
  readonly bookedOn: CalendarDate;
  readonly bookedAt: Date;
  readonly postings: readonly Posting[];
}

const systemCodes: readonly LedgerCode[] = ['REVENUE', 'TAX', 'CASH'];

/** The system accounts of a legal entity in a currency; idempotent. */
export async function ensureSystemAccounts(
  work: BillingWork,
  legalEntityId: string,
  currency: string,
): Promise<void> {
  await work.query(
    `insert into ledger_account (id, legal_entity_id, currency, code)
     select id, $1, $2, code from unnest($3::uuid[], $4::text[]) as made(id, code) on conflict do nothing`,
    [legalEntityId, currency, systemCodes.map(() => newId()), systemCodes],
  );
}

interface SystemAccount {
  id: string;
  legalEntityId: string;
  currency: string;
  code: LedgerCode;
}

/**
 * Books transactions, all entries in one statement: the database refuses any that does not balance and moves the
 * accounts' balances. The caller holds the accounts' locks. A receivables account has its billing account's id.
 */
export async function bookTransactions(
  work: BillingWork,
  transactions: readonly NewLedgerTransaction[],
): Promise<void> {
  const booked = transactions
    .filter(({ postings }) => postings.length > 0)
    .map((transaction) => ({ id: newId(), ...transaction }));
  if (booked.length === 0) return;
  await insertRows(work.query, 'ledger_transaction', transactionColumns, booked.map(toRow));
  const idOf = await systemAccountIds(work.query, [...new Set(booked.map((each) => each.legalEntityId))]);
  const entries = booked.flatMap((transaction) =>
    transaction.postings.map(({ code, amount }) => ({
      transactionId: transaction.id,
      ledgerAccountId:
        code === 'RECEIVABLE'
          ? transaction.accountId
          : idOf(transaction.legalEntityId, amount.currency, code),
      accountId: code === 'RECEIVABLE' ? transaction.accountId : null,
      customerId: code === 'RECEIVABLE' ? transaction.customerId : null,
      amount,
      currency: amount.currency,
      bookedOn: transaction.bookedOn,
    })),
  );
  await insertRows(work.query, 'ledger_entry', entryColumns, entries);
}

const transactionColumns = {
  id: 'uuid',
  kind: 'text',
  accountId: 'uuid',
  customerId: 'uuid',
  invoiceId: 'uuid',
  paymentId: 'uuid',
  bookedOn: 'date',
  bookedAt: 'timestamptz',
} as const;

const entryColumns = {
  transactionId: 'uuid',
  ledgerAccountId: 'uuid',
  accountId: 'uuid',
  customerId: 'uuid',
  amount: 'numeric',
  currency: 'text',
  bookedOn: 'date',
} as const;

const toRow = (transaction: NewLedgerTransaction & { id: string }) => ({
  id: transaction.id,
  kind: transaction.kind,
  accountId: transaction.accountId,
  customerId: transaction.customerId,
  invoiceId: transaction.invoiceId ?? null,
  paymentId: transaction.paymentId ?? null,
  bookedOn: transaction.bookedOn,
  bookedAt: transaction.bookedAt,
});

async function systemAccountIds(query: Query, legalEntityIds: readonly string[]) {
  const rows = await query<SystemAccount>(
    `select id, legal_entity_id as "legalEntityId", currency, code from ledger_account
     where legal_entity_id = any($1::uuid[]) and account_id is null`,
    [legalEntityIds],
  );
  const ids = new Map(rows.map((row) => [`${row.legalEntityId} ${row.currency} ${row.code}`, row.id]));
  return (legalEntityId: string, currency: string, code: LedgerCode): string => {
    const id = ids.get(`${legalEntityId} ${currency} ${code}`);
    if (!id) throw new Error(`Legal entity ${legalEntityId} keeps no ${code} account in ${currency}`);
    return id;
  };
}

/** What the customer owed before a day began, in the account's books. */
export async function balanceBefore(
  query: Query,
  account: { id: string; currency: string },
  day: CalendarDate,
): Promise<Money> {
  const [row] = await query<{ balance: string }>(
    `select coalesce(sum(amount), 0) as balance from ledger_entry where account_id = $1 and booked_on < $2::date`,
    [account.id, day],
  );
  return Money.of(row?.balance ?? '0', account.currency);
}
