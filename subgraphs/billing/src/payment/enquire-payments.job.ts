import type { Job } from '@lastmile/subgraph/definition';
import type { Billing, BillingContext } from '../billing.ts';
import { enquirePayment } from './charge-payment.ts';
import { conclude } from './conclude-enquiry.ts';
import type { PaymentRow } from './payment.store.ts';
import { leaseUnsettled } from './payment-lease.store.ts';

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
  } catch (error) {
    context.log.error('A payment could not be settled; trying again later', { paymentId: payment.id, error });
  } finally {
    await conclude(context, payment);
  }
}
