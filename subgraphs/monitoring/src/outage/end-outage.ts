import { outageResolved } from '@lastmile/messaging/events/monitoring/outage';
import type { MonitoringWork } from '../monitoring.ts';
import { closeScope, demandImpact, saveOutage } from './outage.store.ts';
import { endOfOutage, type OutageRow } from './outage.ts';
import { tellOutage } from './tell-outage.ts';

/** Ends an outage at `at`; its lines are told by the job that writes impact. The topology must be locked. */
export async function endOutage(work: MonitoringWork, outage: OutageRow, at: Date): Promise<OutageRow> {
  const resolvedAt = endOfOutage(outage.startedAt, at);
  const ended: OutageRow = { ...outage, status: 'RESOLVED', resolvedAt };
  await saveOutage(work.query, ended);
  await closeScope(work.query, outage.id, resolvedAt);
  await demandImpact(work.query, [outage.id]);
  tellOutage(work, outageResolved, ended);
  work.wake('revise-impact');
  return ended;
}
