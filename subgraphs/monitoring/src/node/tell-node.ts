import type { EventIds } from '@lastmile/messaging/envelope';
import { nodeCreated, nodePortsChanged } from '@lastmile/messaging/events/monitoring/node';
import type { MonitoringWork } from '../monitoring.ts';
import { portsTold } from '../port/port.store.ts';
import type { NodeRow } from './node.ts';

/** A node as its events tell it. */
export function nodeState(node: NodeRow) {
  return {
    nodeId: node.id,
    ...(node.parentId && { parentId: node.parentId }),
    kind: node.kind,
    regionId: node.regionId,
    status: node.status,
  };
}

/** Where an event about a node is found. */
export function nodeEvent(node: NodeRow, time: Date) {
  const ids: EventIds = { nodeid: node.id, regionid: node.regionId, legalentityid: node.legalEntityId };
  return { key: node.id, subject: node.id, time, ids };
}

/** Says that nodes exist, or that their ports have changed, with all ports as they are now. */
export async function tellNodesWithPorts(
  work: MonitoringWork,
  definition: typeof nodeCreated | typeof nodePortsChanged,
  nodes: readonly NodeRow[],
  bulkid?: string,
): Promise<void> {
  const now = work.clock.now();
  const told = await portsTold(
    work.query,
    nodes.map(({ id }) => id),
  );
  const events = nodes.map((node) => ({
    ...nodeEvent(node, now),
    ...(bulkid && { bulkid }),
    data: { ...nodeState(node), ports: told.get(node.id) ?? [] },
  }));
  if (definition === nodeCreated) work.emitMany(nodeCreated, events);
  else work.emitMany(nodePortsChanged, events);
}
