import {
  paymentAllocated,
  paymentFailed,
  paymentSucceeded,
} from '@lastmile/messaging/events/billing/payment';
import type { BillingContext } from '../billing.ts';
import { followSubject, type SubjectArgs } from '../live/follow-subject.ts';
import { findPayment } from './payment.store.ts';

/** Payments as they succeed, fail and are put against invoices. */
export async function* followPayments(context: BillingContext, args: SubjectArgs) {
  const payloads = await followSubject(context, args, {
    on: [paymentSucceeded, paymentFailed, paymentAllocated],
    permission: 'payment:read',
    entityOf: async (event) => (await findPayment(context.database.query, event.subject)) ?? null,
  });
  for await (const { entity, ...rest } of payloads) yield { ...rest, payment: entity };
}
