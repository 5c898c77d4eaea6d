import { Temporal } from 'temporal-polyfill';
import { badInput } from './refusal.ts';

/** A day that people live by, without time or zone: `2026-11-23` (ISO 8601). Compares as text. */
export type CalendarDate = string & { readonly __calendarDate?: never };

/** Start inclusive, end exclusive. */
export interface Period {
  readonly start: CalendarDate;
  readonly end: CalendarDate;
}

/** The calendar date in a text, or a BAD_INPUT refusal naming `field`. */
export function parseCalendarDate(text: string, field = 'date'): CalendarDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw badInput(field, 'write the date as YYYY-MM-DD');
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString();
  } catch {
    throw badInput(field, `${text} is not a day of the calendar`);
  }
}

interface Day {
  readonly date: CalendarDate;
  /** Milliseconds since 1970, `until` exclusive. */
  readonly from: number;
  readonly until: number;
}

/** The day last asked for in each zone: nearly every question is about today, and asking the calendar costs 5 µs. */
const lastDays = new Map<string, Day>();
const lastDaysMax = 1_000;
const dayMs = 86_400_000;

/** The calendar date that clocks on the wall of `timeZone` (IANA) show at `instant`. */
export function dateInZone(instant: Date, timeZone: string): CalendarDate {
  const at = instant.getTime();
  const known = lastDays.get(timeZone);
  if (known && at >= known.from && at < known.until) return known.date;
  const date = Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
  const from = startOfDay(date, timeZone).getTime();
  const until = startOfDay(addDays(date, 1), timeZone).getTime();
  if (lastDays.size >= lastDaysMax) lastDays.clear();
  // A day on which clocks change may come twice: St. John's used to go back at one minute past midnight.
  if (until - from === dayMs) lastDays.set(timeZone, { date, from, until });
  return date;
}

/** The first instant of `date` in `timeZone`; where a clock change removes midnight, the first one that exists. */
export function startOfDay(date: CalendarDate, timeZone: string): Date {
  return new Date(Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds);
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** Days from start (inclusive) to end (exclusive); negative if end is earlier. */
export function daysBetween(start: CalendarDate, end: CalendarDate): number {
  return Temporal.PlainDate.from(start).until(end, { largestUnit: 'day' }).days;
}

/** The day `anchorDay` (1–31) of a month, or the month's last day where it has fewer. */
export function anchored(year: number, month: number, anchorDay: number): CalendarDate {
  return Temporal.PlainDate.from({ year, month, day: anchorDay }, { overflow: 'constrain' }).toString();
}

/**
 * `months` after `date`, on the stored anchor day: from 31 January, one month on with anchor 31 is the last of
 * February, and one more is 31 March. The anchor is never derived from the last date.
 */
export function addMonthsAnchored(date: CalendarDate, months: number, anchorDay: number): CalendarDate {
  const month = Temporal.PlainDate.from(date).toPlainYearMonth().add({ months });
  return anchored(month.year, month.month, anchorDay);
}

export function dayOfMonth(date: CalendarDate): number {
  return Temporal.PlainDate.from(date).day;
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
