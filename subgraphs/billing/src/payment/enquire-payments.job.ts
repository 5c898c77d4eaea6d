import type { Job } from '@lastmile/subgraph/definition';
import type { Billing, BillingContext } from '../billing.ts';
import { enquirePayment } from './charge-payment.ts';
import { saveAnswer } from './idempotency.store.ts';
import type { PaymentRow } from './payment.store.ts';
import { enquiryDelayMs } from './payment.ts';
import { endLease, leaseUnsettled } from './payment-lease.store.ts';

const batchSize = 20;

/** Asks the provider what became of charges that were not answered, so that a process that died loses nothing. */
export const enquirePayments: Job<Billing> = {
  name: 'enquire-payments',
  everyMs: 1_000,
  run: async (context) => {
    const payments = await leaseUnsettled(context.database.query, context.clock.now(), batchSize);
    await Promise.all(payments.map((payment) => enquireOnce(context, payment)));
    return payments.length === batchSize;
  },
};

async function enquireOnce(context: BillingContext, payment: PaymentRow): Promise<void> {
  try {
    await enquirePayment(context, payment);
    await saveAnswer(context.database.query, payment.id);
  } catch (error) {
    context.log.error('A payment could not be settled; trying again later', { paymentId: payment.id, error });
  } finally {
    const delayMs = enquiryDelayMs(context.settings.payment.enquiryDelayMs, payment.enquiries);
    const next = new Date(context.clock.now().getTime() + delayMs);
    await endLease(context.database.query, payment.id, next);
  }
}
