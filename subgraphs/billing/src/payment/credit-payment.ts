import { dateInZone } from '@lastmile/kernel/calendar';
import { smallest } from '@lastmile/kernel/money';
import { paymentSucceeded } from '@lastmile/messaging/events/billing/payment';
import type { AccountRow } from '../account/account.store.ts';
import type { BillingWork } from '../billing.ts';
import { findInvoice } from '../invoice/invoice.store.ts';
import { openAmount } from '../invoice/invoice.ts';
import { bookTransactions } from '../ledger/ledger.store.ts';
import { paymentPostings } from '../ledger/posting.ts';
import { newSucceededEvent } from './payment.event.ts';
import type { PaymentRow } from './payment.store.ts';
import { writeAllocations } from './write-allocations.ts';

/**
 * What follows when money has arrived, the payment's row being SUCCEEDED: ledger, event, and the invoice it was meant
 * for. What is more than open stays as the account's credit. The account is locked.
 */
export async function creditPayment(
  work: BillingWork,
  account: AccountRow,
  payment: Omit<PaymentRow, 'allocated' | 'enquiries'>,
  settledAt: Date,
): Promise<void> {
  await bookTransactions(work, [
    {
      kind: 'PAYMENT',
      accountId: account.id,
      customerId: account.customerId,
      legalEntityId: account.legalEntityId,
      currency: account.currency,
      paymentId: payment.id,
      bookedOn: dateInZone(settledAt, account.timeZone),
      bookedAt: settledAt,
      postings: paymentPostings(payment.amount),
    },
  ]);
  work.emit(paymentSucceeded, newSucceededEvent(payment, settledAt));
  const invoice = payment.invoiceId ? await findInvoice(work.query, payment.invoiceId) : undefined;
  if (!invoice || !openAmount(invoice).isPositive) return;
  const amount = smallest(payment.amount, openAmount(invoice));
  await writeAllocations(work, [{ paymentId: payment.id, invoiceId: invoice.id, amount }], { at: settledAt });
}
