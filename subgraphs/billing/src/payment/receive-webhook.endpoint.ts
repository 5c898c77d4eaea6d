import type { Endpoint } from '@lastmile/subgraph/definition';
import type { Billing } from '../billing.ts';
import { saveAnswer } from './idempotency.store.ts';
import { findPayment } from './payment.store.ts';
import { settlePayment } from './settle-payment.ts';

const bodyBytesMax = 64 * 1_024;

/**
 * What the provider says by itself. Believed only with its signature over the raw body and a timestamp of the last five
 * minutes; said twice, it changes nothing more.
 */
export const receiveWebhook: Endpoint<Billing> = {
  method: 'POST',
  path: '/payments/sandbox/webhook',
  handle: async (context, { headers, body }) => {
    if (body.length > bodyBytesMax) return { status: 413 };
    const { query } = context.database;
    const message = context.services.paymentProvider.readWebhook(
      { now: context.clock.now(), query },
      { headers, body },
    );
    if (!message) return { status: 401, body: 'The signature or its timestamp is not valid.' };
    const payment = await findPayment(query, message.idempotencyKey);
    if (!payment) return { status: 404, body: 'There is no such payment.' };
    await settlePayment(context.asDomain(), payment, message.answer);
    await saveAnswer(query, payment.id);
    return { status: 204 };
  },
};
