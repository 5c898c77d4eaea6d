import { dateInZone } from '@lastmile/kernel/calendar';
import { invoiceCreated } from '@lastmile/messaging/events/billing/invoice';
import type { BillingWork } from '../billing.ts';
import { newInvoiceEvent } from '../invoice/invoice.event.ts';
import type { InvoiceRow } from '../invoice/invoice.store.ts';
import { bookTransactions } from '../ledger/ledger.store.ts';
import { invoicePostings } from '../ledger/posting.ts';
import { allocateCredits } from '../payment/allocate-credits.ts';
import type { Bill, BillingOccasion } from './bill.ts';
import { writeCharges, writePhases } from './charge.store.ts';
import { issueBills } from './issue-bills.ts';

/** Writes what was decided for locked accounts, set-based: charges, invoices with their numbers, ledger, events. */
export async function writeBills(
  work: BillingWork,
  bills: readonly Bill[],
  occasion: BillingOccasion,
): Promise<InvoiceRow[]> {
  const now = work.clock.now();
  const issued = await issueBills(work, bills, occasion);
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
