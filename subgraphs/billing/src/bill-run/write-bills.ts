import { type CalendarDate, dateInZone } from '@lastmile/kernel/calendar';
import { newId } from '@lastmile/kernel/id';
import { Money } from '@lastmile/kernel/money';
import { invoiceCreated } from '@lastmile/messaging/events/billing/invoice';
import type { AccountRow } from '../account/account.store.ts';
import type { BillingWork } from '../billing.ts';
import type { LegalEntityRow } from '../company/legal-entity.store.ts';
import { newInvoiceEvent } from '../invoice/invoice.event.ts';
import type { InvoiceRow } from '../invoice/invoice.store.ts';
import { dueDate, legalNumber } from '../invoice/invoice.ts';
import { insertInvoices, type NewInvoice, takeNumbers } from '../invoice/issue-invoices.store.ts';
import { bookTransactions } from '../ledger/ledger.store.ts';
import { invoicePostings } from '../ledger/posting.ts';
import { allocateCredits } from '../payment/allocate-credits.ts';
import { type BilledAccount, coveredPeriod } from './bill-account.ts';
import { writeCharges, writePhases } from './charge.store.ts';

export interface Bill {
  readonly account: AccountRow;
  readonly billed: BilledAccount;
}

export interface BillingOccasion {
  readonly billRunId: string;
  readonly entity: LegalEntityRow;
  readonly bulkid: string | undefined;
}

/** Writes what was decided for locked accounts, set-based: charges, invoices with their numbers, ledger, events. */
export async function writeBills(
  work: BillingWork,
  bills: readonly Bill[],
  occasion: BillingOccasion,
): Promise<InvoiceRow[]> {
  const now = work.clock.now();
  const issued = await issue(work, bills, occasion, now);
  await writeCharges(work.query, bills, issued);
  await writePhases(work.query, bills);
  await bookTransactions(
    work,
    issued.map((invoice) => ({
      kind: 'INVOICE' as const,
      accountId: invoice.accountId,
      customerId: invoice.customerId,
      legalEntityId: invoice.legalEntityId,
      currency: invoice.currency,
      invoiceId: invoice.id,
      bookedOn: dateInZone(now, invoice.timeZone),
      bookedAt: now,
      postings: invoicePostings(invoice),
    })),
  );
  work.emitMany(
    invoiceCreated,
    issued.map((invoice) => newInvoiceEvent(invoice, now, occasion.bulkid)),
  );
  const inCredit = bills.filter(({ account }) => account.balance.isNegative).map(({ account }) => account.id);
  await allocateCredits(work, inCredit, { at: now, bulkid: occasion.bulkid });
  return issued;
}

async function issue(
  work: BillingWork,
  bills: readonly Bill[],
  { billRunId, entity }: BillingOccasion,
  now: Date,
): Promise<NewInvoice[]> {
  const withInvoice = bills.flatMap(({ account, billed }) =>
    billed.invoice ? [{ account, invoice: billed.invoice }] : [],
  );
  if (withInvoice.length === 0) return [];
  const issuedOn: CalendarDate = dateInZone(now, entity.timeZone);
  const fiscalYear = Number(issuedOn.slice(0, 4));
  const first = await takeNumbers(work.query, entity.id, fiscalYear, withInvoice.length);
  const invoices = withInvoice.map(({ account, invoice }, at): NewInvoice => {
    const main = invoice.lines.find(({ kind }) => kind === 'RECURRING') ?? invoice.lines[0];
    return {
      id: newId(),
      accountId: account.id,
      customerId: account.customerId,
      legalEntityId: entity.id,
      legalEntityProfileId: entity.profileId,
      billRunId,
      state: 'ISSUED',
      fiscalYear,
      sequence: first + at,
      number: legalNumber(fiscalYear, '', first + at),
      currency: account.currency,
      timeZone: account.timeZone,
      netTotal: invoice.netTotal,
      taxTotal: invoice.taxTotal,
      total: invoice.total,
      allocated: Money.zero(account.currency),
      issuedOn,
      dueOn: dueDate(dateInZone(now, account.timeZone), account.netTermDays),
      ...coveredPeriod(invoice.lines.map(({ charge }) => charge)),
      subscriptionId: main?.phase.subscriptionId ?? null,
      tariffId: main?.phase.tariffId ?? null,
      billingProfileId: null,
      issuedAt: now,
      cancelledAt: null,
      lines: invoice.lines,
      taxes: invoice.taxes,
    };
  });
  await insertInvoices(work.query, invoices);
  return invoices;
}
