import { Money } from '@lastmile/kernel/money';

/** Receivables belong to a billing account; the others to the legal entity. */
export type LedgerCode = 'RECEIVABLE' | 'REVENUE' | 'TAX' | 'CASH';
export type LedgerKind = 'INVOICE' | 'INVOICE_CANCELLATION' | 'PAYMENT';

/** Debit positive, credit negative. */
export interface Posting {
  readonly code: LedgerCode;
  readonly amount: Money;
}

interface InvoiceTotals {
  readonly netTotal: Money;
  readonly taxTotal: Money;
  readonly total: Money;
}

/** Issuing: the customer owes the total, of which the net is revenue and the tax is owed to the state. */
export function invoicePostings({ netTotal, taxTotal, total }: InvoiceTotals): Posting[] {
  return withoutNothing([
    { code: 'RECEIVABLE', amount: total },
    { code: 'REVENUE', amount: netTotal.negated() },
    { code: 'TAX', amount: taxTotal.negated() },
  ]);
}

/** Cancelling takes the whole entry back. */
export function cancellationPostings(totals: InvoiceTotals): Posting[] {
  return invoicePostings(totals).map(({ code, amount }) => ({ code, amount: amount.negated() }));
}

/** A payment lessens what the customer owes, or becomes credit. */
export function paymentPostings(amount: Money): Posting[] {
  return withoutNothing([
    { code: 'CASH', amount },
    { code: 'RECEIVABLE', amount: amount.negated() },
  ]);
}

export function isBalanced(postings: readonly Posting[], currency: string): boolean {
  return Money.sum(
    postings.map(({ amount }) => amount),
    currency,
  ).isZero;
}

const withoutNothing = (postings: Posting[]) => postings.filter(({ amount }) => !amount.isZero);
