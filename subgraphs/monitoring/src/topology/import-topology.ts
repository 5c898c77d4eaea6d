import { isUniqueViolation } from '@lastmile/database/database-errors';
import { firstLegalEntityId, firstRegionId } from '@lastmile/kernel/company';
import { isId, newId } from '@lastmile/kernel/id';
import { badInput } from '@lastmile/kernel/refusal';
import { nodeCreated, nodePortsChanged } from '@lastmile/messaging/events/monitoring/node';
import type { MonitoringContext, MonitoringWork } from '../monitoring.ts';
import { NodeNameTaken, PortNameTaken, TopologyTooDeep } from '../node/node.problem.ts';
import { insertNodes, lookUp, nodeColumns } from '../node/node.store.ts';
import { checkHost, checkName, type NodeKind, type NodeRow, nodeKinds, treeDepthMax } from '../node/node.ts';
import { tellNodesWithPorts } from '../node/tell-node.ts';
import { coverOutages } from '../outage/cover-outages.ts';
import { insertPorts, type NewPort } from '../port/port.store.ts';
import { type Technology, technologies } from '../port/port.ts';
import { insertProbes, type NewProbe } from '../probe/probe.store.ts';
import { checkProbe, type ProbeSettings, probeDefaults } from '../probe/set-probe.ts';
import { lockTopology } from './lock-topology.ts';
import { parentsFirst } from './parents-first.ts';

export interface ImportTopology {
  /** Ids are the caller's: the same import again changes nothing. Parents may be among the nodes, in any order. */
  readonly nodes: readonly {
    readonly id: string;
    readonly parentId?: string | null;
    readonly kind: NodeKind;
    readonly name: string;
    readonly host?: string | null;
    readonly regionId?: string | null;
    readonly legalEntityId?: string | null;
  }[];
  readonly ports?: readonly {
    readonly id: string;
    readonly nodeId: string;
    readonly name: string;
    readonly technology: Technology;
  }[];
  readonly probes?: readonly (ProbeSettings & { readonly id?: string; readonly nodeId: string })[];
}

export interface ImportedTopology {
  readonly nodes: number;
  readonly ports: number;
  readonly probes: number;
}

/**
 * Takes over a network from another system in one transaction, set-based. Needs `node:manage` over all of it. What
 * already exists under the same id stays as it is. Throws BAD_INPUT, TopologyCycle, TopologyTooDeep, NodeNameTaken,
 * PortNameTaken.
 */
export async function importTopology(
  context: MonitoringContext,
  input: ImportTopology,
): Promise<ImportedTopology> {
  const { ports = [], probes = [] } = input;
  const now = context.clock.now();
  const nodes = parentsFirst(input.nodes.map((node, at) => checkedNode(node, at, now)));
  const newPorts = ports.map(checkedPort);
  return context.transaction(async (work) => {
    await lockTopology(work);
    for (const node of nodes) work.assertMay('node:manage', node);
    await checkParents(work, nodes);
    const created = new Set(await insertNodes(work.query, nodes).catch(nameNode));
    const known = await hostsOf(work, [...newPorts, ...probes]);
    requireNodes(known, newPorts, 'ports');
    requireNodes(known, probes, 'probes');
    const added = new Set(await insertPorts(work.query, newPorts, now).catch(namePort));
    const newProbes = probes.map((probe, at) => checkedProbe(probe, at, known));
    const probesAdded = await insertMissing(work, newProbes, now);
    await coverOutages(work);
    await tell(
      work,
      nodes,
      created,
      newPorts.filter(({ id }) => added.has(id)),
    );
    return { nodes: created.size, ports: added.size, probes: probesAdded };
  });
}

function checkedNode(node: ImportTopology['nodes'][number], at: number, now: Date): NodeRow {
  const field = `nodes.${at}`;
  if (!nodeKinds.includes(node.kind)) throw badInput(`${field}.kind`, `is one of ${nodeKinds.join(', ')}`);
  return {
    id: checkedId(node.id, `${field}.id`),
    parentId: node.parentId ? checkedId(node.parentId, `${field}.parentId`) : null,
    kind: node.kind,
    name: checkName(node.name, `${field}.name`),
    host: node.host ? checkHost(node.host, `${field}.host`) : null,
    regionId: checkedId(node.regionId ?? firstRegionId, `${field}.regionId`),
    legalEntityId: checkedId(node.legalEntityId ?? firstLegalEntityId, `${field}.legalEntityId`),
    status: 'UNKNOWN',
    statusSince: now,
    suppressedById: null,
    waived: false,
    createdAt: now,
    retiredAt: null,
  };
}

function checkedPort(port: NonNullable<ImportTopology['ports']>[number], at: number): NewPort {
  if (!technologies.includes(port.technology)) {
    throw badInput(`ports.${at}.technology`, `is one of ${technologies.join(', ')}`);
  }
  return {
    id: checkedId(port.id, `ports.${at}.id`),
    nodeId: checkedId(port.nodeId, `ports.${at}.nodeId`),
    name: checkName(port.name, `ports.${at}.name`),
    technology: port.technology,
  };
}

function checkedProbe(
  probe: NonNullable<ImportTopology['probes']>[number],
  at: number,
  hosts: ReadonlyMap<string, NodeRow>,
): NewProbe {
  const host = probe.host ?? hosts.get(probe.nodeId)?.host ?? null;
  const checked = checkProbe({ ...probeDefaults, ...probe, host }, 'TCP');
  return {
    ...checked,
    id: probe.id ? checkedId(probe.id, `probes.${at}.id`) : newId(),
    nodeId: probe.nodeId,
  };
}

function checkedId(id: string, field: string): string {
  if (!isId(id)) throw badInput(field, 'is not an id');
  return id;
}

/** Parents that are not among the nodes must be there already, and leave room below them. */
async function checkParents(work: MonitoringWork, nodes: readonly (NodeRow & { level: number })[]) {
  const own = new Set(nodes.map(({ id }) => id));
  const foreign = new Set(
    nodes.flatMap(({ parentId }) => (parentId && !own.has(parentId) ? [parentId] : [])),
  );
  const deepest = nodes.reduce((most, { level }) => Math.max(most, level), 0);
  for (const parentId of foreign) {
    const { depth } = await lookUp(work.query, parentId, null);
    if (depth === 0) throw badInput('nodes.parentId', `there is no node ${parentId}`);
    if (depth + deepest > treeDepthMax) throw new TopologyTooDeep();
  }
}

async function hostsOf(work: MonitoringWork, named: readonly { nodeId: string }[]) {
  const ids = [...new Set(named.map(({ nodeId }) => nodeId))].filter(isId);
  const rows = await work.query<NodeRow>(
    `select ${nodeColumns} from network_node n where n.id = any($1::uuid[]) and n.retired_at is null`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** The same question asked of the same node is there already, under whatever id. */
async function insertMissing(work: MonitoringWork, probes: readonly NewProbe[], at: Date): Promise<number> {
  const rows = await work.query<{ nodeId: string; host: string; port: number }>(
    'select node_id as "nodeId", host, port from probe where node_id = any($1::uuid[])',
    [[...new Set(probes.map(({ nodeId }) => nodeId))]],
  );
  const question = ({ nodeId, host, port }: (typeof rows)[number]) => `${nodeId} ${host} ${port}`;
  const known = new Set(rows.map(question));
  const missing = probes.filter((probe) => !known.has(question(probe)));
  await insertProbes(work.query, missing, at);
  return missing.length;
}

function requireNodes(
  known: ReadonlyMap<string, NodeRow>,
  named: readonly { nodeId: string }[],
  list: string,
) {
  const at = named.findIndex(({ nodeId }) => !known.has(nodeId));
  if (at >= 0) throw badInput(`${list}.${at}.nodeId`, 'there is no such node, or it is retired');
}

function nameNode(error: unknown): never {
  throw isUniqueViolation(error, 'network_node_name_key')
    ? new NodeNameTaken('one of the nodes’ names')
    : error;
}

function namePort(error: unknown): never {
  throw isUniqueViolation(error) ? new PortNameTaken('one of the ports’ names') : error;
}

async function tell(
  work: MonitoringWork,
  nodes: readonly NodeRow[],
  created: ReadonlySet<string>,
  added: readonly NewPort[],
): Promise<void> {
  const bulkid = newId();
  await tellNodesWithPorts(
    work,
    nodeCreated,
    nodes.filter(({ id }) => created.has(id)),
    bulkid,
  );
  const grown = new Set(added.map(({ nodeId }) => nodeId).filter((id) => !created.has(id)));
  const rows = await hostsOf(
    work,
    [...grown].map((nodeId) => ({ nodeId })),
  );
  await tellNodesWithPorts(work, nodePortsChanged, [...rows.values()], bulkid);
}
