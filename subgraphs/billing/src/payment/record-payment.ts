import { newId } from '@lastmile/kernel/id';
import type { Money } from '@lastmile/kernel/money';
import { badInput } from '@lastmile/kernel/refusal';
import { permitted } from '../access/permitted.ts';
import { findAccount, lockAccount } from '../account/account.store.ts';
import type { BillingContext, BillingWork } from '../billing.ts';
import { allocateCredits } from './allocate-credits.ts';
import { creditPayment } from './credit-payment.ts';
import { checkIdempotencyKey, claimKey, fingerprintOf } from './idempotency.store.ts';
import { checkAmount } from './pay-invoice.ts';
import { IdempotencyMismatch } from './payment.problem.ts';
import { findPayment, insertPayments, type PaymentRow } from './payment.store.ts';

export interface RecordPayment {
  readonly accountId: string;
  readonly amount: Money;
  /** How the money came; it is here already. */
  readonly method: 'CASH' | 'BANK_TRANSFER';
  /** What the bank statement or the receipt calls it. */
  readonly reference?: string | null;
  /** When it came; now unless given. */
  readonly receivedAt?: Date | null;
  readonly idempotencyKey: string;
}

/** Takes in money that came outside a provider, and puts it against what is open, oldest first. By staff or a partner. */
export async function recordPayment(context: BillingContext, input: RecordPayment): Promise<PaymentRow> {
  checkIdempotencyKey(input.idempotencyKey);
  return context.transaction(async (work) => {
    const found = permitted(
      work,
      'payment:record',
      await findAccount(work.query, input.accountId),
      'billing account',
    );
    checkRecorded(work, found.currency, input);
    const id = newId();
    const fingerprint = fingerprintOf([input.accountId, input.amount, input.method, input.reference ?? null]);
    const known = await claimKey(
      work.query,
      {
        actorId: work.actor.id,
        key: input.idempotencyKey,
        operation: 'recordPayment',
        fingerprint,
        paymentId: id,
      },
      work.clock.now(),
    );
    if (known && known.fingerprint !== fingerprint) throw new IdempotencyMismatch();
    if (!known) await writePayment(work, input, id);
    return (await findPayment(work.query, known?.paymentId ?? id)) as PaymentRow;
  });
}

async function writePayment(work: BillingWork, input: RecordPayment, id: string): Promise<void> {
  const account = await lockAccount(work.query, input.accountId);
  const settledAt = input.receivedAt ?? work.clock.now();
  const payment = {
    id,
    accountId: account.id,
    customerId: account.customerId,
    legalEntityId: account.legalEntityId,
    invoiceId: null,
    amount: input.amount,
    currency: account.currency,
    status: 'SUCCEEDED' as const,
    method: input.method,
    provider: 'manual',
    providerReference: input.reference ?? null,
    acknowledged: true,
    failureReason: null,
    requestedAt: work.clock.now(),
    settledAt,
    expiresAt: null,
    nextEnquiryAt: null,
  };
  await insertPayments(work.query, [payment]);
  await creditPayment(work, account, payment, settledAt);
  await allocateCredits(work, [account.id], { at: settledAt });
}

function checkRecorded(work: BillingWork, currency: string, input: RecordPayment): void {
  checkAmount({ currency }, input.amount);
  if (input.reference && input.reference.length > 100) throw badInput('reference', 'at most 100 characters');
  if (input.receivedAt && input.receivedAt > work.clock.now())
    throw badInput('receivedAt', 'a time that is not in the future');
}
