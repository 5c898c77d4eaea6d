import type { MonitoringSettings } from '../config.ts';

export const severities = ['MINOR', 'MAJOR', 'CRITICAL'] as const;
export type Severity = (typeof severities)[number];
export const outageStatuses = ['OPEN', 'RESOLVED'] as const;
export type OutageStatus = (typeof outageStatuses)[number];
/** Words for machines: a cause travels in events, which carry no free text. */
export const outageCauses = [
  'UNREACHABLE',
  'POWER',
  'FIBRE_CUT',
  'EQUIPMENT',
  'SOFTWARE',
  'CONGESTION',
  'THIRD_PARTY',
  'WEATHER',
  'VANDALISM',
  'PLANNED_WORK',
  'OTHER',
] as const;
export type OutageCause = (typeof outageCauses)[number];

export interface OutageRow {
  readonly id: string;
  readonly nodeId: string;
  readonly regionId: string;
  readonly legalEntityId: string;
  readonly status: OutageStatus;
  readonly origin: 'PROBE' | 'STAFF';
  readonly severity: Severity;
  readonly severityPinned: boolean;
  readonly cause: OutageCause;
  readonly note: string | null;
  readonly startedAt: Date;
  readonly expectedEndAt: Date | null;
  readonly resolvedAt: Date | null;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
  readonly adoptedById: string | null;
  readonly affectedLineCount: number;
  readonly affectedCustomerCount: number;
  /** Set where a customer has come to it through a line of its own: whose eyes it is seen with. */
  readonly viaCustomerId?: string;
}

/** From the number of lines without service. */
export function severityOf(
  affectedLineCount: number,
  settings: Pick<MonitoringSettings, 'majorLines' | 'criticalLines'>,
): Severity {
  if (affectedLineCount >= settings.criticalLines) return 'CRITICAL';
  return affectedLineCount >= settings.majorLines ? 'MAJOR' : 'MINOR';
}

/** Since when a node has been without service that no other outage has accounted for; never after `now`. */
export function startOfOutage(downSince: Date, coveredUntil: Date | null, now: Date): Date {
  const start = Math.max(downSince.getTime(), coveredUntil?.getTime() ?? 0);
  return new Date(Math.min(start, now.getTime()));
}

/** When it ended: at the first good answer of the row that proved it, never before it began. */
export function endOfOutage(startedAt: Date, upSince: Date): Date {
  return new Date(Math.max(startedAt.getTime(), upSince.getTime()));
}
