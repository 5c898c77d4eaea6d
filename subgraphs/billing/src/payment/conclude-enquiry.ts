import type { BillingContext } from '../billing.ts';
import { saveAnswer } from './idempotency.store.ts';
import type { PaymentRow } from './payment.store.ts';
import { enquiryDelayMs } from './payment.ts';
import { endLease } from './payment-lease.store.ts';

/** After the provider was asked: the key's answer is kept, and the next enquiry of what is still open is free to anybody. */
export async function conclude(context: BillingContext, payment: PaymentRow): Promise<void> {
  const { query } = context.database;
  await saveAnswer(query, payment.id);
  const delayMs = enquiryDelayMs(context.settings.payment.enquiryDelayMs, payment.enquiries);
  await endLease(query, payment.id, new Date(context.clock.now().getTime() + delayMs));
}
