import type { PaymentRow } from './payment.store.ts';

type Told = Omit<PaymentRow, 'allocated' | 'enquiries'>;

const common = (payment: Told) => ({
  paymentId: payment.id,
  accountId: payment.accountId,
  customerId: payment.customerId,
  amount: payment.amount.toJSON(),
  status: payment.status,
  method: payment.method,
});

const header = (payment: Told, time: Date, bulkid?: string) => ({
  key: payment.accountId,
  subject: payment.id,
  time,
  ids: {
    legalentityid: payment.legalEntityId,
    customerid: payment.customerId,
    accountid: payment.accountId,
    paymentid: payment.id,
    ...(payment.invoiceId ? { invoiceid: payment.invoiceId } : {}),
  },
  ...(bulkid ? { bulkid } : {}),
});

/** What `billing.payment.succeeded` tells; `settledAt` is set. */
export function newSucceededEvent(payment: Told, settledAt: Date, bulkid?: string) {
  return {
    ...header(payment, settledAt, bulkid),
    data: {
      ...common(payment),
      settledAt: settledAt.toISOString(),
      invoiceIds: payment.invoiceId ? [payment.invoiceId] : [],
    },
  };
}

export function newFailedEvent(payment: Told, reason: string, time: Date) {
  return { ...header(payment, time), data: { ...common(payment), reason } };
}
