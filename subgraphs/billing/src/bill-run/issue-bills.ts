import { dateInZone } from '@lastmile/kernel/calendar';
import { newId } from '@lastmile/kernel/id';
import { Money } from '@lastmile/kernel/money';
import type { AccountRow } from '../account/account.store.ts';
import type { BillingWork } from '../billing.ts';
import { dueDate, legalNumber } from '../invoice/invoice.ts';
import { insertInvoices, type NewInvoice, profilesOf, takeNumbers } from '../invoice/issue-invoices.store.ts';
import type { Bill, BillingOccasion } from './bill.ts';
import { type BilledAccount, coveredPeriod } from './bill-account.ts';

interface Issue {
  readonly now: Date;
  readonly occasion: BillingOccasion;
  readonly fiscalYear: number;
  /** By account. */
  readonly profiles: ReadonlyMap<string, string>;
}

/** Issues an invoice for each account with something to pay; numbers are taken last, in one go. */
export async function issueBills(
  work: BillingWork,
  bills: readonly Bill[],
  occasion: BillingOccasion,
): Promise<NewInvoice[]> {
  const toIssue = bills.flatMap(({ account, billed }) =>
    billed.invoice ? [{ account, invoice: billed.invoice }] : [],
  );
  if (toIssue.length === 0) return [];
  const now = work.clock.now();
  const fiscalYear = Number(dateInZone(now, occasion.entity.timeZone).slice(0, 4));
  const profiles = await profilesOf(
    work.query,
    toIssue.map(({ account }) => account.id),
  );
  const first = await takeNumbers(work.query, occasion.entity.id, fiscalYear, toIssue.length);
  const issue = { now, occasion, fiscalYear, profiles };
  const invoices = toIssue.map(({ account, invoice }, at) => toInvoice(issue, account, invoice, first + at));
  await insertInvoices(work.query, invoices);
  return invoices;
}

/** Tax point and number live in the legal entity’s zone, the due date in the account’s. */
function toInvoice(
  { now, occasion, fiscalYear, profiles }: Issue,
  account: AccountRow,
  invoice: NonNullable<BilledAccount['invoice']>,
  sequence: number,
): NewInvoice {
  const main = invoice.lines.find(({ kind }) => kind === 'RECURRING') ?? invoice.lines[0];
  return {
    id: newId(),
    accountId: account.id,
    customerId: account.customerId,
    legalEntityId: occasion.entity.id,
    legalEntityProfileId: occasion.entity.profileId,
    billRunId: occasion.billRunId,
    state: 'ISSUED',
    fiscalYear,
    sequence,
    number: legalNumber(fiscalYear, '', sequence),
    currency: account.currency,
    timeZone: account.timeZone,
    netTotal: invoice.netTotal,
    taxTotal: invoice.taxTotal,
    total: invoice.total,
    allocated: Money.zero(account.currency),
    issuedOn: dateInZone(now, occasion.entity.timeZone),
    dueOn: dueDate(dateInZone(now, account.timeZone), account.netTermDays),
    ...coveredPeriod(invoice.lines.map(({ charge }) => charge)),
    subscriptionId: main?.phase.subscriptionId ?? null,
    tariffId: main?.phase.tariffId ?? null,
    billingProfileId: profiles.get(account.id) ?? null,
    issuedAt: now,
    cancelledAt: null,
    lines: invoice.lines,
    taxes: invoice.taxes,
  };
}
