import { isRelated } from '@lastmile/kernel/actor';
import { isId } from '@lastmile/kernel/id';
import type { Permission } from '@lastmile/kernel/permission';
import { notFound } from '@lastmile/kernel/refusal';
import type { LiveRequest } from '@lastmile/messaging/live-updates';
import type { MonitoringContext } from '../monitoring.ts';
import { nodeById } from '../node/node.loader.ts';
import { ownershipOf } from '../node/node.ts';

/**
 * Whether staff may follow a node, a region, or (with neither) whatever lies within their scopes; gives the subject.
 * Throws NOT_FOUND, FORBIDDEN.
 */
export async function assertFollows(
  context: MonitoringContext,
  permission: Permission,
  nodeId: string | null | undefined,
  regionId: string | null | undefined,
): Promise<LiveRequest['subject']> {
  if (nodeId) {
    const node = await context.load(nodeById, nodeId);
    if (!node || !isRelated(context.actor, ownershipOf(node))) throw notFound('node');
    context.assertMay(permission, ownershipOf(node));
    return { name: 'nodeid', id: node.id };
  }
  if (regionId) {
    if (!isId(regionId) || !isRelated(context.actor, { regionId })) throw notFound('region');
    context.assertMay(permission, { regionId });
    return { name: 'regionid', id: regionId };
  }
  context.assertMay(permission);
  return undefined;
}
