import { z } from 'zod';
import { defineEvent, id, instant, money } from '../../define-event.ts';

const state = {
  paymentId: id,
  accountId: id,
  customerId: id,
  amount: money,
  status: z.enum(['PENDING', 'SUCCEEDED', 'FAILED']),
  method: z.string(),
};

export const paymentSucceeded = defineEvent({
  type: 'billing.payment.succeeded',
  root: 'account',
  about: 'A payment was received and credited to the account.',
  data: { ...state, settledAt: instant, invoiceIds: z.array(id) },
});

export const paymentFailed = defineEvent({
  type: 'billing.payment.failed',
  root: 'account',
  about: 'The provider refused a payment, or it never happened; why is the provider’s code.',
  data: { ...state, reason: z.string() },
});

export const paymentAllocated = defineEvent({
  type: 'billing.payment.allocated',
  root: 'account',
  about: 'Part of a payment was put against an invoice.',
  data: { paymentId: id, invoiceId: id, accountId: id, customerId: id, amount: money, openAmount: money },
});
