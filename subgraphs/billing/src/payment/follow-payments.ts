import { Money } from '@lastmile/kernel/money';
import {
  paymentAllocated,
  paymentFailed,
  paymentSucceeded,
} from '@lastmile/messaging/events/billing/payment';
import type { z } from 'zod';
import type { BillingContext } from '../billing.ts';
import { followSubject, type SubjectArgs, withEntity } from '../live/follow-subject.ts';
import { findPayment } from './payment.store.ts';

type PaymentFacts = z.output<typeof paymentAllocated.schema>;

/** Payments as they succeed, fail and are put against invoices. */
export async function followPayments(context: BillingContext, args: SubjectArgs) {
  const payloads = await followSubject(context, args, {
    on: [paymentSucceeded, paymentFailed, paymentAllocated],
    permission: 'payment:read',
    entityOf: async (event) => (await findPayment(context.database.query, event.subject)) ?? null,
  });
  return withEntity(payloads, 'payment', ({ amount }: PaymentFacts) => ({
    amount: Money.of(amount.amount, amount.currency),
  }));
}
