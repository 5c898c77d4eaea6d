import { newId } from '@lastmile/kernel/id';
import { outageOpened } from '@lastmile/messaging/events/monitoring/outage';
import type { MonitoringWork } from '../monitoring.ts';
import type { NodeRow } from '../node/node.ts';
import { countAffected, insertOutage, saveOutage } from './outage.store.ts';
import { type OutageRow, severityOf } from './outage.ts';
import { tellOutage } from './tell-outage.ts';

export interface NewOutage extends Pick<OutageRow, 'origin' | 'cause' | 'startedAt'> {
  readonly severity?: OutageRow['severity'] | null;
  readonly note?: string | null;
  readonly expectedEndAt?: Date | null;
}

/** The row alone; what it covers and whom it touches is known after `coverOutages`. */
export async function beginOutage(work: MonitoringWork, node: NodeRow, given: NewOutage): Promise<OutageRow> {
  const outage: OutageRow = {
    id: newId(),
    nodeId: node.id,
    regionId: node.regionId,
    legalEntityId: node.legalEntityId,
    status: 'OPEN',
    origin: given.origin,
    severity: given.severity ?? 'MINOR',
    severityPinned: !!given.severity,
    cause: given.cause,
    note: given.note ?? null,
    startedAt: given.startedAt,
    expectedEndAt: given.expectedEndAt ?? null,
    resolvedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    adoptedById: null,
    affectedLineCount: 0,
    affectedCustomerCount: 0,
  };
  await insertOutage(work.query, outage);
  return outage;
}

/** Counts whom it touches and says that it is there. */
export async function announceOutage(work: MonitoringWork, begun: OutageRow): Promise<OutageRow> {
  const { lines, customers } = await countAffected(work.query, begun.id);
  const outage: OutageRow = {
    ...begun,
    affectedLineCount: lines,
    affectedCustomerCount: customers,
    severity: begun.severityPinned ? begun.severity : severityOf(lines, work.settings),
  };
  await saveOutage(work.query, outage);
  tellOutage(work, outageOpened, outage);
  work.wake('revise-impact');
  return outage;
}
