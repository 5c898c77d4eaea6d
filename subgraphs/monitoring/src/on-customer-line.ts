import {
  lineActivated,
  lineAttached,
  lineBlocked,
  lineCeased,
  lineDetached,
  lineUnblocked,
} from '@lastmile/messaging/events/customer/line';
import { projection } from '@lastmile/messaging/handler';
import { saveLine } from './line/attachment.store.ts';
import { attachLine, detachLine } from './line/follow-line.ts';
import type { MonitoringWork } from './monitoring.ts';

/**
 * Lines, whose they are and what they hang on, as the customer domain tells it.
 */
export const followLines = projection({
  name: 'follow-lines',
  on: [lineActivated, lineAttached, lineDetached, lineBlocked, lineUnblocked, lineCeased],
  apply: async (work: MonitoringWork, event) => {
    const { lineId, customerId, regionId, status } = event.data;
    const line = { lineId, customerId, regionId, status };
    switch (event.type) {
      case 'customer.line.attached': {
        const { portId, nodeId, attachedAt } = event.data;
        return attachLine(work, { ...line, portId, nodeId, at: new Date(attachedAt) });
      }
      case 'customer.line.detached':
        return detachLine(work, {
          ...line,
          portId: event.data.fromPortId,
          at: new Date(event.data.detachedAt),
        });
      case 'customer.line.ceased':
        return detachLine(work, { ...line, portId: null, at: new Date(event.data.ceasedAt) });
      default:
        return saveLine(work.query, line);
    }
  },
});
