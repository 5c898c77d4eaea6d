import { nodeMoved } from '@lastmile/messaging/events/monitoring/node';
import type { MonitoringContext } from '../monitoring.ts';
import { assessNodes } from '../outage/assess-nodes.ts';
import { coverOutages } from '../outage/cover-outages.ts';
import { lockTopology } from '../topology/lock-topology.ts';
import { activeNodeWith } from './load-node.ts';
import { TopologyCycle, TopologyTooDeep } from './node.problem.ts';
import { hangNode, heightOf, lookUp } from './node.store.ts';
import { type NodeRow, treeDepthMax } from './node.ts';
import { nodeEvent, nodeState } from './tell-node.ts';

/**
 * Hangs a node, with all below it, under another parent, or makes it a root. Under the lock of the whole network: of
 * two moves that would close a circle together, the second sees the first. Throws NOT_FOUND, NodeRetired,
 * TopologyCycle, TopologyTooDeep.
 */
export async function moveNode(
  context: MonitoringContext,
  input: { nodeId: string; parentId: string | null },
): Promise<NodeRow> {
  return context.transaction(async (work) => {
    await lockTopology(work);
    const node = await activeNodeWith(work, input.nodeId, 'node:manage');
    const parent = input.parentId ? await activeNodeWith(work, input.parentId, 'node:manage') : null;
    if ((parent?.id ?? null) === node.parentId) return node;
    if (parent) {
      const above = await lookUp(work.query, parent.id, node.id);
      if (above.passes) throw new TopologyCycle();
      if (above.depth + (await heightOf(work.query, node.id)) > treeDepthMax) throw new TopologyTooDeep();
    }
    await hangNode(work.query, node.id, parent?.id ?? null);
    const moved = { ...node, parentId: parent?.id ?? null };
    work.emit(nodeMoved, { ...nodeEvent(moved, work.clock.now()), data: nodeState(moved) });
    await assessNodes(work, [node.id]);
    await coverOutages(work);
    return moved;
  });
}
