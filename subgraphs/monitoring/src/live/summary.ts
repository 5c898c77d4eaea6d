import type { OutageRow } from '../outage/outage.ts';
import type { OutageSummaryType } from './live.type.ts';

/** An outage in a sentence; `own` where the lines are those of the customer who reads it. */
export function summaryOf(
  outage: Pick<OutageRow, 'status' | 'startedAt' | 'expectedEndAt' | 'resolvedAt'>,
  lines: number,
  own: boolean,
): OutageSummaryType {
  const who = `${lines} ${own ? 'of your ' : ''}${lines === 1 && !own ? 'line' : 'lines'}`;
  const since = outage.startedAt.toISOString();
  const end = outage.expectedEndAt ? `, expected until ${outage.expectedEndAt.toISOString()}` : '';
  const text = outage.resolvedAt
    ? `Service on ${who} is back since ${outage.resolvedAt.toISOString()}.`
    : `No service on ${who} since ${since}${end}.`;
  return { text, status: outage.status, lines };
}
