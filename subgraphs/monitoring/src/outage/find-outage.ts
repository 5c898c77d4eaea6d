import { customersWith, isRelated } from '@lastmile/kernel/actor';
import type { MonitoringContext } from '../monitoring.ts';
import { ownershipOf } from '../node/node.ts';
import { outageById, touchedCustomer } from './outage.loader.ts';
import type { OutageRow } from './outage.ts';

/**
 * An outage as the actor may come to it: staff by its place, members through a customer of theirs that it touches.
 * Everybody else gets null, as for one that does not exist.
 */
export async function findOutage(context: MonitoringContext, id: string): Promise<OutageRow | null> {
  const outage = await context.load(outageById, id);
  if (!outage || isRelated(context.actor, ownershipOf(outage))) return outage;
  const customerIds = customersWith(context.actor, 'outage:read').sort();
  if (customerIds.length === 0) return null;
  const viaCustomerId = await context.load(touchedCustomer, { outageId: outage.id, customerIds });
  return viaCustomerId ? { ...outage, viaCustomerId } : null;
}
