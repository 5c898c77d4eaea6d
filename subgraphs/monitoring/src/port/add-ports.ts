import { newId } from '@lastmile/kernel/id';
import { badInput } from '@lastmile/kernel/refusal';
import { nodePortsChanged } from '@lastmile/messaging/events/monitoring/node';
import type { MonitoringContext } from '../monitoring.ts';
import { activeNodeWith } from '../node/load-node.ts';
import { PortNameTaken } from '../node/node.problem.ts';
import { checkName, type NodeRow } from '../node/node.ts';
import { tellNodesWithPorts } from '../node/tell-node.ts';
import { lockTopology } from '../topology/lock-topology.ts';
import { insertPorts } from './port.store.ts';
import type { PortRow, Technology } from './port.ts';

/** As many as the largest cards have. */
export const portsAtOnceMax = 1_024;

export interface AddPorts {
  readonly nodeId: string;
  readonly ports: readonly { readonly name: string; readonly technology: Technology }[];
}

/** Throws NOT_FOUND, BAD_INPUT, NodeRetired, PortNameTaken. */
export async function addPorts(
  context: MonitoringContext,
  input: AddPorts,
): Promise<{ node: NodeRow; ports: PortRow[] }> {
  const named = checkPorts(input.ports);
  return context.transaction(async (work) => {
    await lockTopology(work);
    const node = await activeNodeWith(work, input.nodeId, 'node:manage');
    const now = work.clock.now();
    const { regionId, legalEntityId } = node;
    const ports = named.map(
      (port): PortRow => ({
        id: newId(),
        nodeId: node.id,
        ...port,
        status: 'FREE',
        createdAt: now,
        regionId,
        legalEntityId,
      }),
    );
    const taken = await work.query<{ name: string }>(
      'select name from port where node_id = $1 and name = any($2::text[]) limit 1',
      [node.id, ports.map(({ name }) => name)],
    );
    if (taken[0]) throw new PortNameTaken(taken[0].name);
    await insertPorts(work.query, ports, now);
    await tellNodesWithPorts(work, nodePortsChanged, [node]);
    return { node, ports };
  });
}

function checkPorts(ports: AddPorts['ports']) {
  if (ports.length < 1 || ports.length > portsAtOnceMax) {
    throw badInput('ports', `name 1 to ${portsAtOnceMax} ports at a time`);
  }
  const named = ports.map((port, at) => ({ ...port, name: checkName(port.name, `ports.${at}.name`) }));
  const twice = named.find(({ name }, at) => named.findIndex((other) => other.name === name) !== at);
  if (twice) throw new PortNameTaken(twice.name);
  return named;
}
