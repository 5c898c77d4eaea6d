import {
  addMonthsAnchored,
  anchored,
  type CalendarDate,
  daysBetween,
  type Period,
} from '@lastmile/kernel/calendar';
import type { Money } from '@lastmile/kernel/money';

/** When a phase is billed: its first cycle begins on the first anchor day on or after `startsOn`. */
export interface BillingCycle {
  readonly startsOn: CalendarDate;
  /** 1–31, stored on the account: never derived from an earlier date, which would lose the 31st in February. */
  readonly anchorDay: number;
  /** Months from one bill to the next: 1 monthly, 3 quarterly, 12 yearly. */
  readonly periodMonths: number;
}

/** The first day on or after `date` that is the anchor day of its month (or the month's last day). */
export function firstAnchorFrom(date: CalendarDate, anchorDay: number): CalendarDate {
  const [year, month] = date.split('-').map(Number) as [number, number];
  const here = anchored(year, month, anchorDay);
  return here >= date ? here : addMonthsAnchored(here, 1, anchorDay);
}

/**
 * The whole anchor-aligned cycle that holds `date`. Before the first anchor it is the cycle that ends there, though
 * the phase covers only its last part.
 */
export function cycleAt(cycle: BillingCycle, date: CalendarDate): Period {
  const first = firstAnchorFrom(cycle.startsOn, cycle.anchorDay);
  const boundary = (count: number) => addMonthsAnchored(first, count * cycle.periodMonths, cycle.anchorDay);
  if (date < first) return { start: boundary(-1), end: first };
  let count = Math.floor(monthsBetween(first, date) / cycle.periodMonths);
  if (boundary(count) > date) count -= 1;
  return { start: boundary(count), end: boundary(count + 1) };
}

/** round_half_up(price × days[start, end) ÷ days of the cycle): the one formula for whole and partial periods. */
export function prorated(price: Money, period: Period, cycle: Period): Money {
  return price.fraction(daysBetween(period.start, period.end), daysBetween(cycle.start, cycle.end)).rounded();
}

function monthsBetween(from: CalendarDate, to: CalendarDate): number {
  const [fromYear, fromMonth] = from.split('-').map(Number) as [number, number];
  const [toYear, toMonth] = to.split('-').map(Number) as [number, number];
  return (toYear - fromYear) * 12 + toMonth - fromMonth;
}
