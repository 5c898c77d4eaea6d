import { nodeCreated, nodePortsChanged, nodeRetired } from '@lastmile/messaging/events/monitoring/node';
import { projection } from '@lastmile/messaging/handler';
import type { CustomerWork } from './customer-domain.ts';
import { rememberPorts, retirePorts } from './port/network-port.store.ts';

/** Which ports a line can be attached to. */
export const onMonitoringNode = projection({
  name: 'know-network-ports',
  on: [nodeCreated, nodePortsChanged, nodeRetired],
  apply: async (work: CustomerWork, event) => {
    if (event.type === 'monitoring.node.retired') await retirePorts(work, event.data.nodeId);
    else await rememberPorts(work, event.data, event.data.ports);
  },
});
