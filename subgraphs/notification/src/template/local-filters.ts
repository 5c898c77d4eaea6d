/** For whom and where texts are written. */
export interface Place {
  /** BCP 47. */
  readonly locale: string;
  /** In which instants are told. */
  readonly timeZone: string;
}

type LocalFilter = (value: unknown) => string;

/**
 * Filters that write as people of a language do: `money` an amount, `date` a day of the calendar, `datetime` an
 * instant. Of nothing they make nothing.
 */
export function localFilters({ locale, timeZone }: Place): Readonly<Record<string, LocalFilter>> {
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone });
  return {
    money: (value) => (isNothing(value) ? '' : writeMoney(locale, value)),
    date: (value) => (isNothing(value) ? '' : day.format(readTime(value, /^\d{4}-\d{2}-\d{2}$/, 'date'))),
    datetime: (value) =>
      isNothing(value) ? '' : instant.format(readTime(value, /^\d{4}-\d{2}-\d{2}T/, 'datetime')),
  };
}

const isNothing = (value: unknown) => value === null || value === undefined;

function writeMoney(locale: string, value: unknown): string {
  const { amount, currency } = Object(value) as { amount?: unknown; currency?: unknown };
  const sound = typeof amount === 'string' && /^-?\d{1,20}(\.\d{1,10})?$/.test(amount);
  if (!sound || typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) {
    throw new Error('The filter money takes an amount with its currency, such as event.total');
  }
  // As text: Intl formats decimals of any length exactly.
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(
    amount as Intl.StringNumericLiteral,
  );
}

function readTime(value: unknown, pattern: RegExp, filter: string): Date {
  const time = typeof value === 'string' && pattern.test(value) ? new Date(value) : undefined;
  if (!time || Number.isNaN(time.getTime())) {
    throw new Error(
      `The filter ${filter} takes a ${filter === 'date' ? 'day' : 'time'} as the event or the query gives it`,
    );
  }
  return time;
}
