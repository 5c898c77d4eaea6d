import { isRelated } from '@lastmile/kernel/actor';
import { isId } from '@lastmile/kernel/id';
import type { Permission } from '@lastmile/kernel/permission';
import { notFound } from '@lastmile/kernel/refusal';
import type { MonitoringWork } from '../monitoring.ts';
import { NodeRetired } from './node.problem.ts';
import { findNode } from './node.store.ts';
import { type NodeRow, ownershipOf } from './node.ts';

/** A node on which the actor may do `permission`. NOT_FOUND where it is unknown or foreign, else FORBIDDEN. */
export async function nodeWith(work: MonitoringWork, id: string, permission: Permission): Promise<NodeRow> {
  const node = isId(id) ? await findNode(work.query, id) : null;
  if (!node || !isRelated(work.actor, ownershipOf(node))) throw notFound('node');
  work.assertMay(permission, ownershipOf(node));
  return node;
}

/** The same, and the node is in service. Throws NodeRetired. */
export async function activeNodeWith(
  work: MonitoringWork,
  id: string,
  permission: Permission,
): Promise<NodeRow> {
  const node = await nodeWith(work, id, permission);
  if (node.retiredAt) throw new NodeRetired();
  return node;
}
