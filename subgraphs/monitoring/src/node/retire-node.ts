import { nodeRetired } from '@lastmile/messaging/events/monitoring/node';
import type { MonitoringContext } from '../monitoring.ts';
import { endOutage } from '../outage/end-outage.ts';
import { findOpenOutage } from '../outage/outage.store.ts';
import { lockTopology } from '../topology/lock-topology.ts';
import { nodeWith } from './load-node.ts';
import { NodeInUse } from './node.problem.ts';
import { countDependants, markRetired } from './node.store.ts';
import type { NodeRow } from './node.ts';
import { nodeEvent, nodeState } from './tell-node.ts';

/** Takes a node out of the network for good, with its ports and probes; its open outage ends. Throws NOT_FOUND, NodeInUse. */
export async function retireNode(context: MonitoringContext, input: { nodeId: string }): Promise<NodeRow> {
  return context.transaction(async (work) => {
    await lockTopology(work);
    const node = await nodeWith(work, input.nodeId, 'node:manage');
    if (node.retiredAt) return node;
    const { usedPorts, children } = await countDependants(work.query, node.id);
    if (usedPorts > 0 || children > 0) throw new NodeInUse(usedPorts, children);
    const now = work.clock.now();
    const open = await findOpenOutage(work.query, node.id);
    if (open) await endOutage(work, open, now);
    await markRetired(work.query, node.id, now);
    const retired: NodeRow = {
      ...node,
      status: 'RETIRED',
      statusSince: now,
      retiredAt: now,
      suppressedById: null,
    };
    work.emit(nodeRetired, { ...nodeEvent(retired, now), data: nodeState(retired) });
    return retired;
  });
}
