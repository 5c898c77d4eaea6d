import type { CalendarDate } from '@lastmile/kernel/calendar';
import type { Decimal } from '@lastmile/kernel/money';
import {
  type BillablePhase,
  type ChargeItem,
  type DueCharge,
  dueCharges,
  type StandingCharge,
} from '../charge/due-charges.ts';
import { type ComposedInvoice, composeInvoice, type NetLine } from '../invoice/compose-invoice.ts';

/** A phase with what its invoice lines say of it. */
export interface PhaseToBill extends BillablePhase {
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly lineId: string | null;
  readonly tariffId: string;
  readonly tariffVersionId: string;
  readonly tariffName: string;
  /** The tariff’s own rate; null: the legal entity’s. */
  readonly taxRatePercent: Decimal | null;
  readonly standing: readonly StandingCharge[];
}

export interface BilledLine extends NetLine {
  readonly phase: PhaseToBill;
  readonly charge: DueCharge;
  readonly kind: ChargeItem;
  readonly description: string;
  readonly quantity: number;
  readonly unitPrice: Decimal;
}

export interface BilledPhase {
  readonly id: string;
  readonly chargedThrough: CalendarDate;
  readonly setupCharged: boolean;
}

export interface BilledAccount {
  readonly charges: readonly DueCharge[];
  readonly phases: readonly BilledPhase[];
  /** Null where nothing is to be paid: what costs nothing is charged without an invoice. */
  readonly invoice: ComposedInvoice<BilledLine> | null;
  readonly nextBillOn: CalendarDate | null;
}

/** All that is due on an account through a date, as one invoice. */
export function billAccount(
  account: { readonly anchorDay: number; readonly currency: string },
  phases: readonly PhaseToBill[],
  through: CalendarDate,
  taxRatePercent: Decimal,
): BilledAccount {
  const due = phases.map((phase) => ({
    phase,
    ...dueCharges(phase, account.anchorDay, through, phase.standing),
  }));
  const lines = due.flatMap(({ phase, charges }) =>
    charges.map((charge) => toLine(phase, charge, phase.taxRatePercent ?? taxRatePercent)),
  );
  const invoice = composeInvoice(lines, account.currency);
  const nextDates = due.flatMap(({ nextDueOn }) => nextDueOn ?? []);
  return {
    charges: due.flatMap(({ charges }) => charges),
    phases: due.map(({ phase, charges, chargedThrough }) => ({
      id: phase.id,
      chargedThrough,
      setupCharged: phase.setupCharged || charges.some(({ item }) => item === 'SETUP'),
    })),
    invoice: invoice.total.isPositive ? invoice : null,
    nextBillOn: nextDates.sort()[0] ?? null,
  };
}

function toLine(phase: PhaseToBill, charge: DueCharge, taxRatePercent: Decimal): BilledLine {
  const isSetup = charge.item === 'SETUP';
  return {
    phase,
    charge,
    kind: charge.item,
    description: isSetup ? `${phase.tariffName}: set-up` : phase.tariffName,
    quantity: phase.quantity,
    unitPrice: isSetup ? phase.setupFee : phase.price,
    net: charge.amount,
    taxRatePercent,
  };
}

/** The whole time that lines cover. */
export function coveredPeriod(charges: readonly DueCharge[]) {
  const starts = charges.map(({ start }) => start).sort();
  const ends = charges.map(({ end }) => end).sort();
  return { periodStart: starts[0] ?? '', periodEnd: ends.at(-1) ?? '' };
}
