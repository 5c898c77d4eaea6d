import { outageOpened, outageResolved, outageUpdated } from '@lastmile/messaging/events/monitoring/outage';
import type { MonitoringWork } from '../monitoring.ts';
import type { OutageRow } from './outage.ts';

/** Says what has become of an outage, with its state as it is now. */
export function tellOutage(
  work: MonitoringWork,
  definition: typeof outageOpened | typeof outageUpdated | typeof outageResolved,
  outage: OutageRow,
  time: Date = work.clock.now(),
): void {
  const event = {
    key: outage.id,
    subject: outage.id,
    time,
    ids: {
      outageid: outage.id,
      nodeid: outage.nodeId,
      regionid: outage.regionId,
      legalentityid: outage.legalEntityId,
    },
    data: stateOf(outage),
  };
  if (definition === outageOpened) work.emit(outageOpened, event);
  else if (definition === outageUpdated) work.emit(outageUpdated, event);
  else work.emit(outageResolved, event);
}

function stateOf(outage: OutageRow) {
  return {
    outageId: outage.id,
    nodeId: outage.nodeId,
    regionId: outage.regionId,
    status: outage.status,
    severity: outage.severity,
    cause: outage.cause,
    origin: outage.origin,
    startedAt: outage.startedAt.toISOString(),
    ...(outage.expectedEndAt && { expectedEndAt: outage.expectedEndAt.toISOString() }),
    ...(outage.resolvedAt && { resolvedAt: outage.resolvedAt.toISOString() }),
    ...(outage.adoptedById && { adoptedBy: outage.adoptedById }),
    affectedLines: outage.affectedLineCount,
    affectedCustomers: outage.affectedCustomerCount,
  };
}
