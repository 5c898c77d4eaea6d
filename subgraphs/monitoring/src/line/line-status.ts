export const lineStates = ['UP', 'DOWN', 'UNKNOWN'] as const;
export type LineState = (typeof lineStates)[number];

export interface LineStatusRow {
  readonly lineId: string;
  readonly customerId: string;
  readonly regionId: string;
  readonly state: LineState;
  readonly since: Date | null;
  readonly outageId: string | null;
}

const badness: Readonly<Record<LineState, number>> = { UP: 0, UNKNOWN: 1, DOWN: 2 };

/** The worst of several, the longest lasting among equals; null of none. */
export function worstOf(statuses: readonly LineStatusRow[]): LineStatusRow | null {
  const order = (a: LineStatusRow, b: LineStatusRow) =>
    badness[b.state] - badness[a.state] ||
    (a.since?.getTime() ?? Number.MAX_SAFE_INTEGER) - (b.since?.getTime() ?? Number.MAX_SAFE_INTEGER);
  return [...statuses].sort(order)[0] ?? null;
}
