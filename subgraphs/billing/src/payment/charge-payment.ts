import type { BillingContext } from '../billing.ts';
import type { EnquiryAnswer, ProviderDesk } from '../provider/payment-provider.ts';
import type { PaymentRow } from './payment.store.ts';
import { settlePayment } from './settle-payment.ts';

const desk = (context: BillingContext): ProviderDesk => ({
  now: context.clock.now(),
  query: context.database.query,
});

/** Asks the provider for the money; the payment's id is the charge's idempotency key. No transaction is open. */
export async function chargePayment(context: BillingContext, payment: PaymentRow): Promise<PaymentRow> {
  const answer = await charge(context, payment);
  return settlePayment(context, payment, answer);
}

/**
 * Finds out what became of a charge. One that the provider never got (we were killed in between) is asked for again
 * under the same key, unless it has expired meanwhile.
 */
export async function enquirePayment(context: BillingContext, payment: PaymentRow): Promise<PaymentRow> {
  let answer = await enquire(context, payment);
  const isOver = payment.expiresAt !== null && payment.expiresAt <= context.clock.now();
  if (answer.kind === 'UNKNOWN' && !payment.acknowledged && !isOver) answer = await charge(context, payment);
  return settlePayment(context, payment, answer);
}

async function charge(context: BillingContext, payment: PaymentRow): Promise<EnquiryAnswer> {
  const { paymentProvider } = context.services;
  try {
    return await paymentProvider.charge(desk(context), {
      idempotencyKey: payment.id,
      method: payment.method,
      amount: payment.amount,
    });
  } catch (error) {
    context.log.warn('The payment provider did not answer a charge; asking what became of it', {
      paymentId: payment.id,
      error,
    });
    return enquire(context, payment);
  }
}

async function enquire(context: BillingContext, payment: PaymentRow): Promise<EnquiryAnswer> {
  try {
    return await context.services.paymentProvider.enquire(desk(context), payment.id);
  } catch (error) {
    context.log.warn('The payment provider did not answer an enquiry; asking again later', {
      paymentId: payment.id,
      error,
    });
    return { kind: 'UNKNOWN' };
  }
}
