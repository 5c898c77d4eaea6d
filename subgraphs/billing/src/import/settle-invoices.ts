import { type CalendarDate, dateInZone } from '@lastmile/kernel/calendar';
import { newId } from '@lastmile/kernel/id';
import { paymentSucceeded } from '@lastmile/messaging/events/billing/payment';
import { lockAccounts } from '../account/account.store.ts';
import type { BillingContext, BillingWork } from '../billing.ts';
import { type InvoiceRow, invoicesWhere } from '../invoice/invoice.store.ts';
import { openAmount } from '../invoice/invoice.ts';
import { bookTransactions } from '../ledger/ledger.store.ts';
import { paymentPostings } from '../ledger/posting.ts';
import { newSucceededEvent } from '../payment/payment.event.ts';
import { insertPayments } from '../payment/payment.store.ts';
import { writeAllocations } from '../payment/write-allocations.ts';

export interface SettleInvoices {
  /** Invoices that were paid in full; those on which nothing is open are passed over. */
  readonly invoiceIds: readonly string[];
  readonly method: string;
  /** When the money came, for all of them; the clock’s now unless given. */
  readonly settledAt?: Date;
}

const chunkSize = 500;

/**
 * Takes in payments that another system (or a bank file) says were made: each pays what is open on one invoice. In
 * chunks of one transaction each, set-based; done again, it pays nothing twice. Returns how many were paid.
 */
export async function settleInvoices(context: BillingContext, input: SettleInvoices): Promise<number> {
  context.assertMay('payment:manage');
  const settledAt = input.settledAt ?? context.clock.now();
  const bulkid = newId();
  let paid = 0;
  for (let at = 0; at < input.invoiceIds.length; at += chunkSize) {
    const ids = input.invoiceIds.slice(at, at + chunkSize);
    paid += await context.transaction((work) => settleChunk(work, ids, input.method, settledAt, bulkid));
  }
  return paid;
}

async function settleChunk(
  work: BillingWork,
  ids: readonly string[],
  method: string,
  settledAt: Date,
  bulkid: string,
): Promise<number> {
  const named = await invoicesWhere(work.query, 'where i.id = any($1::uuid[])', [ids]);
  await lockAccounts(work.query, [...new Set(named.map(({ accountId }) => accountId))]);
  // Read again under the locks: some may have been paid meanwhile, or be waiting for a provider’s answer.
  const open = await invoicesWhere(
    work.query,
    `where i.id = any($1::uuid[]) and i.status = 'ISSUED' and i.allocated_amount < i.total
       and not exists (select from payment p where p.invoice_id = i.id and p.status = 'PENDING')`,
    [ids],
  );
  const payments = open.map((invoice) => toPayment(invoice, method, settledAt));
  await insertPayments(work.query, payments);
  await bookTransactions(
    work,
    payments.map((payment, at) => ({
      kind: 'PAYMENT' as const,
      accountId: payment.accountId,
      customerId: payment.customerId,
      legalEntityId: payment.legalEntityId,
      currency: payment.currency,
      paymentId: payment.id,
      bookedOn: dateInZone(settledAt, open[at]?.timeZone ?? 'UTC'),
      bookedAt: settledAt,
      postings: paymentPostings(payment.amount),
    })),
  );
  work.emitMany(
    paymentSucceeded,
    payments.map((payment) => newSucceededEvent(payment, settledAt, bulkid)),
  );
  const planned = payments.map(({ id, invoiceId, amount }) => ({ paymentId: id, invoiceId, amount }));
  await writeAllocations(work, planned, { at: settledAt, bulkid });
  return payments.length;
}

function toPayment(invoice: InvoiceRow, method: string, settledAt: Date) {
  return {
    id: newId(),
    accountId: invoice.accountId,
    customerId: invoice.customerId,
    legalEntityId: invoice.legalEntityId,
    invoiceId: invoice.id,
    amount: openAmount(invoice),
    currency: invoice.currency,
    status: 'SUCCEEDED' as const,
    method,
    provider: 'import',
    providerReference: null,
    acknowledged: true,
    failureReason: null,
    requestedAt: settledAt,
    settledAt,
    expiresAt: null,
    nextEnquiryAt: null,
  };
}

/** What is open and due through a day, the oldest first: what an import may choose from. */
export async function openInvoiceIds(
  context: BillingContext,
  dueThrough: CalendarDate,
): Promise<{ invoiceId: string; accountId: string; customerId: string; dueOn: CalendarDate }[]> {
  context.assertMay('invoice:read');
  return context.database.query(
    `select id as "invoiceId", account_id as "accountId", customer_id as "customerId", due_on as "dueOn" from invoice
     where status = 'ISSUED' and allocated_amount < total and due_on <= $1::date order by due_on, id`,
    [dueThrough],
  );
}
