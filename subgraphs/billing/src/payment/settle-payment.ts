import { paymentFailed } from '@lastmile/messaging/events/billing/payment';
import { type AccountRow, lockAccount } from '../account/account.store.ts';
import type { BillingContext, BillingWork } from '../billing.ts';
import type { EnquiryAnswer } from '../provider/payment-provider.ts';
import { creditPayment } from './credit-payment.ts';
import { newFailedEvent } from './payment.event.ts';
import { findPayment, type PaymentRow } from './payment.store.ts';
import { afterAnswer, expired } from './payment.ts';

/**
 * Takes in what a provider says of a payment, in one transaction under the account's lock. Said again, or late, or out
 * of order, it changes nothing. UNKNOWN fails a payment only once it has expired.
 */
export async function settlePayment(
  context: BillingContext,
  payment: Pick<PaymentRow, 'id' | 'accountId'>,
  answer: EnquiryAnswer,
): Promise<PaymentRow> {
  return context.transaction(async (work) => {
    const account = await lockAccount(work.query, payment.accountId);
    const current = await findPayment(work.query, payment.id);
    if (!current) throw new Error(`There is no payment ${payment.id}`);
    await applyAnswer(work, account, current, answer);
    return (await findPayment(work.query, payment.id)) as PaymentRow;
  });
}

async function applyAnswer(
  work: BillingWork,
  account: AccountRow,
  payment: PaymentRow,
  answer: EnquiryAnswer,
): Promise<void> {
  const now = work.clock.now();
  if (answer.kind === 'PENDING') return acknowledge(work, payment, answer.reference);
  if (answer.kind === 'UNKNOWN') {
    const isOver = payment.expiresAt !== null && payment.expiresAt <= now;
    return isOver ? fail(work, payment, expired, 'EXPIRED') : undefined;
  }
  if (answer.kind === 'DECLINED') return fail(work, payment, answer.reason, 'DECLINED');
  if (afterAnswer(payment, 'SUCCEEDED') === undefined) return;
  await work.query(
    `update payment set status = 'SUCCEEDED', acknowledged = true, provider_reference = $2, failure_reason = null,
       settled_at = $3, next_enquiry_at = null, leased_until = null where id = $1`,
    [payment.id, answer.reference || payment.providerReference, now],
  );
  await creditPayment(work, account, { ...payment, status: 'SUCCEEDED', settledAt: now }, now);
}

async function acknowledge(work: BillingWork, payment: PaymentRow, reference: string): Promise<void> {
  await work.query(
    `update payment set acknowledged = true, provider_reference = $2 where id = $1 and status = 'PENDING'`,
    [payment.id, reference],
  );
}

async function fail(
  work: BillingWork,
  payment: PaymentRow,
  reason: string,
  answer: 'DECLINED' | 'EXPIRED',
): Promise<void> {
  const status = afterAnswer(payment, answer);
  if (status === undefined) return;
  const now = work.clock.now();
  await work.query(
    `update payment set status = $2, failure_reason = $3, settled_at = $4, next_enquiry_at = null, leased_until = null
     where id = $1`,
    [payment.id, status, reason, now],
  );
  work.emit(paymentFailed, newFailedEvent({ ...payment, status, settledAt: now }, reason, now));
}
