import { isUniqueViolation } from '@lastmile/database/database-errors';
import { firstLegalEntityId, firstRegionId } from '@lastmile/kernel/company';
import { isId, newId } from '@lastmile/kernel/id';
import { badInput } from '@lastmile/kernel/refusal';
import { nodeCreated } from '@lastmile/messaging/events/monitoring/node';
import type { MonitoringContext, MonitoringWork } from '../monitoring.ts';
import { coverOutages } from '../outage/cover-outages.ts';
import { lockTopology } from '../topology/lock-topology.ts';
import { activeNodeWith } from './load-node.ts';
import { NodeNameTaken, TopologyTooDeep } from './node.problem.ts';
import { insertNodes, lookUp } from './node.store.ts';
import { checkHost, checkName, type NodeKind, type NodeRow, treeDepthMax } from './node.ts';
import { tellNodesWithPorts } from './tell-node.ts';

export interface AddNode {
  readonly kind: NodeKind;
  readonly name: string;
  readonly host?: string | null;
  readonly parentId?: string | null;
  /** The parent's where left out; the company's first without a parent. */
  readonly regionId?: string | null;
  readonly legalEntityId?: string | null;
}

/** Throws NOT_FOUND (parent), BAD_INPUT, NodeRetired, TopologyTooDeep, NodeNameTaken. */
export async function addNode(context: MonitoringContext, input: AddNode): Promise<NodeRow> {
  return context.transaction(async (work) => {
    await lockTopology(work);
    const parent = input.parentId ? await activeNodeWith(work, input.parentId, 'node:manage') : null;
    const node = newNode(work, input, parent);
    work.assertMay('node:manage', node);
    if (parent && (await lookUp(work.query, parent.id, null)).depth >= treeDepthMax)
      throw new TopologyTooDeep();
    await insertNodes(work.query, [node]).catch((error) => {
      throw isUniqueViolation(error, 'network_node_name_key') ? new NodeNameTaken(node.name) : error;
    });
    await tellNodesWithPorts(work, nodeCreated, [node]);
    if (parent) await coverOutages(work);
    return node;
  });
}

function newNode(work: MonitoringWork, input: AddNode, parent: NodeRow | null): NodeRow {
  const now = work.clock.now();
  return {
    id: newId(),
    parentId: parent?.id ?? null,
    kind: input.kind,
    name: checkName(input.name, 'name'),
    host: input.host ? checkHost(input.host, 'host') : null,
    regionId: checkId(input.regionId, 'regionId') ?? parent?.regionId ?? firstRegionId,
    legalEntityId:
      checkId(input.legalEntityId, 'legalEntityId') ?? parent?.legalEntityId ?? firstLegalEntityId,
    status: 'UNKNOWN',
    statusSince: now,
    suppressedById: null,
    waived: false,
    createdAt: now,
    retiredAt: null,
  };
}

function checkId(id: string | null | undefined, field: string): string | null {
  if (!id) return null;
  if (!isId(id)) throw badInput(field, 'is not an id');
  return id;
}
