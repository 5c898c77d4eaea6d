import { lineImpactRevised } from '@lastmile/messaging/events/monitoring/outage';
import type { MonitoringWork } from '../monitoring.ts';
import type { OutageRow } from '../outage/outage.ts';
import type { RevisedImpact } from './impact.store.ts';

/** Says how long an outage touched lines; `bulkid` is what one pass over its lines has in common. */
export function tellImpact(
  work: MonitoringWork,
  outage: OutageRow,
  revised: readonly RevisedImpact[],
  bulkid: string,
): void {
  const now = work.clock.now();
  work.emitMany(
    lineImpactRevised,
    revised.map((impact) => ({
      key: impact.lineId,
      subject: impact.lineId,
      time: now,
      bulkid,
      ids: {
        lineid: impact.lineId,
        customerid: impact.customerId,
        outageid: outage.id,
        nodeid: outage.nodeId,
        regionid: impact.regionId,
      },
      data: {
        outageId: outage.id,
        nodeId: outage.nodeId,
        lineId: impact.lineId,
        customerId: impact.customerId,
        from: impact.fromAt.toISOString(),
        ...(impact.toAt && { to: impact.toAt.toISOString() }),
        ...(impact.retracted && { retracted: true }),
        revision: impact.revision,
        outageStatus: outage.status,
        severity: outage.severity,
        ...(outage.expectedEndAt && { expectedEndAt: outage.expectedEndAt.toISOString() }),
      },
    })),
  );
}
