import { addDays, type CalendarDate } from '@lastmile/kernel/calendar';
import { Money } from '@lastmile/kernel/money';

/** An invoice's own life. What people call its status is computed, see `invoiceStatus`. */
export type InvoiceState = 'DRAFT' | 'ISSUED' | 'CANCELLED';
export type InvoiceStatus = 'PENDING' | 'PAID' | 'OVERDUE' | 'CANCELLED';

export const invoiceTransitions: Readonly<Record<InvoiceState, Readonly<Record<string, InvoiceState>>>> = {
  DRAFT: { issue: 'ISSUED' },
  ISSUED: { cancel: 'CANCELLED' },
  CANCELLED: {},
};

export interface InvoiceFigures {
  readonly state: InvoiceState;
  readonly total: Money;
  /** The sum of its allocations. */
  readonly allocated: Money;
  readonly dueOn: CalendarDate;
}

/** What is still to be paid. A cancelled invoice asks for nothing. */
export function openAmount(invoice: Pick<InvoiceFigures, 'state' | 'total' | 'allocated'>): Money {
  if (invoice.state === 'CANCELLED') return Money.zero(invoice.total.currency);
  return invoice.total.minus(invoice.allocated);
}

/** `today` is the date in the account's zone. The due date itself is still in time. */
export function invoiceStatus(invoice: InvoiceFigures, today: CalendarDate): InvoiceStatus {
  if (invoice.state === 'CANCELLED') return 'CANCELLED';
  if (!openAmount(invoice).isPositive) return 'PAID';
  return invoice.dueOn < today ? 'OVERDUE' : 'PENDING';
}

/** Why an invoice takes no payment, or null if it does. */
export function whyNotPayable(invoice: InvoiceFigures): 'CANCELLED' | 'PAID' | 'NOT_ISSUED' | null {
  if (invoice.state === 'CANCELLED') return 'CANCELLED';
  if (invoice.state === 'DRAFT') return 'NOT_ISSUED';
  return openAmount(invoice).isPositive ? null : 'PAID';
}

/** Why an invoice cannot be cancelled, or null if it can: only what is issued and has nothing paid on it. */
export function whyNotCancellable(invoice: InvoiceFigures): 'CANCELLED' | 'PAID' | 'NOT_ISSUED' | null {
  if (!invoiceTransitions[invoice.state].cancel)
    return invoice.state === 'DRAFT' ? 'NOT_ISSUED' : 'CANCELLED';
  return invoice.allocated.isZero ? null : 'PAID';
}

export function dueDate(issuedOn: CalendarDate, netTermDays: number): CalendarDate {
  return addDays(issuedOn, netTermDays);
}

/** `INV-2026-000001`: a series that is not the default one stands between. */
export function legalNumber(fiscalYear: number, series: string, sequence: number): string {
  const prefix = series === '' ? 'INV' : `INV-${series}`;
  return `${prefix}-${fiscalYear}-${String(sequence).padStart(6, '0')}`;
}
