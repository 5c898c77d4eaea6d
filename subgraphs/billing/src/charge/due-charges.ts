import { addDays, type CalendarDate, type Period } from '@lastmile/kernel/calendar';
import { type Decimal, Money } from '@lastmile/kernel/money';
import { cycleAt, prorated } from './cycle.ts';

export type ChargeItem = 'RECURRING' | 'SETUP';

/** A phase as billing sees it. Dates are calendar dates of the account; `endsOn` is exclusive. */
export interface BillablePhase {
  readonly id: string;
  readonly price: Decimal;
  readonly setupFee: Decimal;
  readonly currency: string;
  readonly quantity: number;
  readonly billingPeriodMonths: number;
  readonly startsOn: CalendarDate;
  readonly endsOn: CalendarDate | null;
  /** Billing goes on from here; null: from the start. */
  readonly chargedThrough: CalendarDate | null;
  readonly setupCharged: boolean;
}

/** What stands charged at or behind `chargedThrough`: only where an invoice between was cancelled. */
export interface StandingCharge extends Period {
  readonly item: ChargeItem;
}

export interface DueCharge extends Period {
  readonly phaseId: string;
  readonly item: ChargeItem;
  readonly amount: Money;
}

export interface DueCharges {
  readonly charges: readonly DueCharge[];
  /** Where the next bill goes on. */
  readonly chargedThrough: CalendarDate;
  /** The next date on which something of this phase is due; null when it has been charged to its end. */
  readonly nextDueOn: CalendarDate | null;
}

/** More cycles than this in one go is a date gone wrong rather than a bill: 50 years of months. */
const cyclesMax = 600;

/**
 * What is due for a phase through a date: periods are billed in advance, so a period is due on its first day. The part
 * before the first anchor day, and a period cut short by the end of the phase, are prorated by days.
 */
export function dueCharges(
  phase: BillablePhase,
  anchorDay: number,
  through: CalendarDate,
  standing: readonly StandingCharge[] = [],
): DueCharges {
  const charges: DueCharge[] = setupCharge(phase, through);
  let from = phase.chargedThrough ?? phase.startsOn;
  for (let count = 0; from <= through && !isOver(phase, from); count += 1) {
    if (count > cyclesMax)
      throw new Error(`Phase ${phase.id} has more than ${cyclesMax} periods due at once`);
    const covering = standing.find(
      ({ item, start, end }) => item === 'RECURRING' && start <= from && from < end,
    );
    if (covering) {
      from = covering.end;
      continue;
    }
    const charge = recurringCharge(phase, anchorDay, from, standing);
    charges.push(charge);
    from = charge.end;
  }
  return { charges, chargedThrough: from, nextDueOn: isOver(phase, from) ? null : from };
}

function recurringCharge(
  phase: BillablePhase,
  anchorDay: number,
  start: CalendarDate,
  standing: readonly StandingCharge[],
): DueCharge {
  const cycle = cycleAt(
    { startsOn: phase.startsOn, anchorDay, periodMonths: phase.billingPeriodMonths },
    start,
  );
  const next = standing.filter((charge) => charge.item === 'RECURRING' && charge.start > start);
  const end = earliest([cycle.end, phase.endsOn, ...next.map((charge) => charge.start)]) ?? cycle.end;
  const price = Money.of(phase.price, phase.currency).times(phase.quantity);
  return { phaseId: phase.id, item: 'RECURRING', start, end, amount: prorated(price, { start, end }, cycle) };
}

/** The set-up fee is due once, on the first day; a fee of nothing is no line. */
function setupCharge(phase: BillablePhase, through: CalendarDate): DueCharge[] {
  if (phase.setupCharged || phase.setupFee.isZero() || phase.startsOn > through) return [];
  const amount = Money.of(phase.setupFee, phase.currency).times(phase.quantity).rounded();
  return [
    { phaseId: phase.id, item: 'SETUP', start: phase.startsOn, end: addDays(phase.startsOn, 1), amount },
  ];
}

const earliest = (dates: readonly (CalendarDate | null)[]) => dates.filter((date) => date !== null).sort()[0];

const isOver = (phase: BillablePhase, date: CalendarDate) => phase.endsOn !== null && date >= phase.endsOn;
