import type { Money } from '@lastmile/kernel/money';

export type PaymentStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED';

/** Why a payment failed without its provider having said so. */
export const expired = 'expired';

/**
 * What a provider's answer makes of a payment; undefined: nothing, it has been settled. Money that arrives after we
 * gave up waiting still arrived.
 */
export function afterAnswer(
  payment: { readonly status: PaymentStatus; readonly failureReason: string | null },
  answer: 'SUCCEEDED' | 'DECLINED' | 'EXPIRED',
): PaymentStatus | undefined {
  if (payment.status === 'PENDING') return answer === 'SUCCEEDED' ? 'SUCCEEDED' : 'FAILED';
  const gaveUp = payment.status === 'FAILED' && payment.failureReason === expired;
  return gaveUp && answer === 'SUCCEEDED' ? 'SUCCEEDED' : undefined;
}

/** What is left of a payment to be put against invoices. */
export function unallocated(payment: {
  readonly status: PaymentStatus;
  readonly amount: Money;
  readonly allocated: Money;
}): Money {
  const left = payment.amount.minus(payment.allocated);
  return payment.status === 'SUCCEEDED' ? left : left.times(0);
}

/** How long to wait before the next enquiry: twice as long each time, at most an hour. */
export function enquiryDelayMs(firstMs: number, enquiries: number): number {
  return Math.min(firstMs * 2 ** Math.min(enquiries, 20), 3_600_000);
}
