import { setTimeout as sleep } from 'node:timers/promises';
import { isRelated } from '@lastmile/kernel/actor';
import { newId } from '@lastmile/kernel/id';
import { currencyDigits, type Money } from '@lastmile/kernel/money';
import { badInput, notFound } from '@lastmile/kernel/refusal';
import { ownerOf } from '../access/permitted.ts';
import { lockAccount } from '../account/account.store.ts';
import type { BillingContext, BillingWork } from '../billing.ts';
import { findInvoice, type InvoiceRow } from '../invoice/invoice.store.ts';
import { openAmount, whyNotPayable } from '../invoice/invoice.ts';
import { chargePayment, enquirePayment } from './charge-payment.ts';
import { conclude } from './conclude-enquiry.ts';
import {
  checkIdempotencyKey,
  claimKey,
  findKey,
  fingerprintOf,
  type SavedAnswer,
  saveAnswer,
} from './idempotency.store.ts';
import { IdempotencyMismatch, InvoiceNotPayable, PaymentInProgress } from './payment.problem.ts';
import { findPayment, insertPayments, type PaymentRow, pendingPaymentOf } from './payment.store.ts';
import { takeLease } from './payment-lease.store.ts';

export interface PayInvoice {
  readonly invoiceId: string;
  /** What is open, unless given. More than is open stays as the account’s credit. */
  readonly amount?: Money | null;
  readonly method: string;
  readonly idempotencyKey: string;
}

export interface PaymentAnswer {
  readonly answer: SavedAnswer;
  readonly payment: PaymentRow;
}

/**
 * Pays an invoice through the provider. The request to charge is committed before the provider is called, so that what
 * happens in between is found out later. The same key gets the same answer. Throws InvoiceNotPayable, PaymentInProgress,
 * IdempotencyMismatch, NOT_FOUND and BAD_INPUT.
 */
export async function payInvoice(context: BillingContext, input: PayInvoice): Promise<PaymentAnswer> {
  checkIdempotencyKey(input.idempotencyKey);
  const begun = await context.transaction((work) => begin(work, input));
  if (begun.isNew) {
    await chargePayment(context, begun.payment);
    await conclude(context, begun.payment);
  }
  return awaitAnswer(context, input.idempotencyKey, begun.payment.id);
}

async function begin(work: BillingWork, input: PayInvoice): Promise<{ isNew: boolean; payment: PaymentRow }> {
  const found = await findInvoice(work.query, input.invoiceId);
  if (!found || !isRelated(work.actor, ownerOf(found))) throw notFound('invoice');
  work.assertMay('invoice:pay', ownerOf(found));
  checkMethod(work, input.method);
  checkAmount(found, input.amount);
  const paymentId = newId();
  const request = {
    actorId: work.actor.id,
    key: input.idempotencyKey,
    operation: 'payInvoice' as const,
    fingerprint: fingerprintOf([input.invoiceId, input.amount ?? null, input.method]),
    paymentId,
  };
  const known = await claimKey(work.query, request, work.clock.now());
  if (known) {
    if (known.fingerprint !== request.fingerprint) throw new IdempotencyMismatch();
    return { isNew: false, payment: (await findPayment(work.query, known.paymentId)) as PaymentRow };
  }
  await lockAccount(work.query, found.accountId);
  const invoice = (await findInvoice(work.query, found.id)) as InvoiceRow;
  const why = whyNotPayable(invoice);
  if (why) throw new InvoiceNotPayable(why);
  const pending = await pendingPaymentOf(work.query, invoice.id);
  if (pending) throw new PaymentInProgress(pending.id);
  return { isNew: true, payment: await writeRequest(work, invoice, input, paymentId) };
}

/** The payment as it stands before the provider has been asked; leased, so that no job asks at the same time. */
async function writeRequest(
  work: BillingWork,
  invoice: InvoiceRow,
  input: PayInvoice,
  id: string,
): Promise<PaymentRow> {
  const now = work.clock.now();
  const { payment } = work.settings;
  await insertPayments(work.query, [
    {
      id,
      accountId: invoice.accountId,
      customerId: invoice.customerId,
      legalEntityId: invoice.legalEntityId,
      invoiceId: invoice.id,
      amount: input.amount ?? openAmount(invoice),
      currency: invoice.currency,
      status: 'PENDING',
      method: input.method,
      provider: work.services.paymentProvider.name,
      providerReference: null,
      acknowledged: false,
      requestedAt: now,
      settledAt: null,
      expiresAt: new Date(now.getTime() + payment.expiresAfterMs),
      nextEnquiryAt: new Date(now.getTime() + payment.enquiryDelayMs),
    },
  ]);
  await takeLease(work.query, id);
  return (await findPayment(work.query, id)) as PaymentRow;
}

function checkMethod(work: BillingWork, method: string): void {
  const wrong = work.services.paymentProvider.checkMethod(method);
  if (wrong) throw badInput('method', wrong);
}

/** A payment is a positive amount in the invoice's currency, without parts of its smallest unit. */
export function checkAmount(invoice: Pick<InvoiceRow, 'currency'>, amount: Money | null | undefined): void {
  if (!amount) return;
  if (amount.currency !== invoice.currency)
    throw badInput('amount.currency', `the invoice is in ${invoice.currency}`);
  if (!amount.isPositive) throw badInput('amount.amount', 'an amount above zero');
  if (amount.amount.decimalPlaces() > currencyDigits(amount.currency))
    throw badInput(
      'amount.amount',
      `${amount.currency} has ${currencyDigits(amount.currency)} digits after the point`,
    );
  if (amount.amount.greaterThan(999_999_999)) throw badInput('amount.amount', 'at most 999999999');
}

/**
 * The answer that the key's first request got. It may still be on its way, in this process or another; where that one
 * died, this one finds out what became of the charge.
 */
async function awaitAnswer(context: BillingContext, key: string, paymentId: string): Promise<PaymentAnswer> {
  const { query } = context.database;
  const until = performance.now() + context.settings.payment.answerWaitMs;
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, 250)) {
    const known = await findKey(query, context.actor.id, key);
    const isLate = performance.now() > until;
    if (known?.answer || isLate) {
      const payment = (await findPayment(query, paymentId)) as PaymentRow;
      return { answer: known?.answer ?? 'PENDING', payment };
    }
    const leased = await takeLease(query, paymentId);
    if (leased) {
      await enquirePayment(context, leased);
      await conclude(context, leased);
    } else if ((await findPayment(query, paymentId))?.status !== 'PENDING')
      await saveAnswer(query, paymentId);
    else await sleep(pauseMs);
  }
}
