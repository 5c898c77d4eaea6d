import { dateInZone } from '@lastmile/kernel/calendar';
import { invoiceCancelled } from '@lastmile/messaging/events/billing/invoice';
import { permitted } from '../access/permitted.ts';
import { lockAccount } from '../account/account.store.ts';
import { releaseCharges } from '../bill-run/charge.store.ts';
import type { BillingContext, BillingWork } from '../billing.ts';
import { bookTransactions } from '../ledger/ledger.store.ts';
import { cancellationPostings } from '../ledger/posting.ts';
import { pendingPaymentOf } from '../payment/payment.store.ts';
import { newInvoiceEvent } from './invoice.event.ts';
import { InvoiceNotCancellable } from './invoice.problem.ts';
import { findInvoice, type InvoiceRow } from './invoice.store.ts';
import { whyNotCancellable } from './invoice.ts';

/**
 * Cancels an invoice on which nothing was paid, by a reversing entry. Its number stays used; what it charged is released
 * and billed by the next run. Throws InvoiceNotCancellable.
 */
export async function cancelInvoice(context: BillingContext, invoiceId: string): Promise<InvoiceRow> {
  return context.transaction(async (work) => {
    const found = permitted(work, 'invoice:manage', await findInvoice(work.query, invoiceId), 'invoice');
    await lockAccount(work.query, found.accountId);
    const invoice = (await findInvoice(work.query, found.id)) as InvoiceRow;
    const why = whyNotCancellable(invoice);
    if (why) throw new InvoiceNotCancellable(why);
    if (await pendingPaymentOf(work.query, invoice.id)) throw new InvoiceNotCancellable('IN_PROGRESS');
    return cancel(work, invoice);
  });
}

async function cancel(work: BillingWork, invoice: InvoiceRow): Promise<InvoiceRow> {
  const now = work.clock.now();
  await work.query(`update invoice set status = 'CANCELLED', cancelled_at = $2 where id = $1`, [
    invoice.id,
    now,
  ]);
  await releaseCharges(work.query, invoice.id, invoice.accountId);
  await bookTransactions(work, [
    {
      kind: 'INVOICE_CANCELLATION',
      accountId: invoice.accountId,
      customerId: invoice.customerId,
      legalEntityId: invoice.legalEntityId,
      currency: invoice.currency,
      invoiceId: invoice.id,
      bookedOn: dateInZone(now, invoice.timeZone),
      bookedAt: now,
      postings: cancellationPostings(invoice),
    },
  ]);
  const cancelled = { ...invoice, state: 'CANCELLED' as const, cancelledAt: now };
  work.emit(invoiceCancelled, newInvoiceEvent(cancelled, now));
  return cancelled;
}
