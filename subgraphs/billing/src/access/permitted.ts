import { isRelated, type Ownership } from '@lastmile/kernel/actor';
import type { Permission } from '@lastmile/kernel/permission';
import { notFound } from '@lastmile/kernel/refusal';
import type { BillingContext } from '../billing.ts';

/** The columns by which a row says whose it is. */
export interface OwnedRow {
  readonly customerId?: string | null;
  readonly legalEntityId?: string | null;
}

export const ownerOf = ({ customerId, legalEntityId }: OwnedRow): Ownership => ({
  customerId: customerId ?? null,
  legalEntityId: legalEntityId ?? null,
});

/**
 * The row, if the actor may do this with it. One that is not there and a foreign one are NOT_FOUND alike; of one that
 * they have to do with, lacking the permission is FORBIDDEN.
 */
export function permitted<Row extends OwnedRow>(
  context: Pick<BillingContext, 'actor' | 'assertMay'>,
  permission: Permission,
  row: Row | null | undefined,
  what: string,
): Row {
  if (!row || !isRelated(context.actor, ownerOf(row))) throw notFound(what);
  context.assertMay(permission, ownerOf(row));
  return row;
}

/** The legal entities whose objects staff may see in a list; refuses who is not staff with this permission. */
export function staffEntities(
  context: Pick<BillingContext, 'actor' | 'assertMay'>,
  permission: Permission,
): 'all' | readonly string[] {
  const grants = context.actor.staff.filter(({ permissions }) => permissions.includes(permission));
  // Members hold the permission in their customers only: to them a list of everybody's is forbidden.
  if (grants.length === 0) context.assertMay(permission);
  if (grants.some(({ scope }) => scope.legalEntities === 'all')) return 'all';
  return grants.flatMap(({ scope }) => (scope.legalEntities === 'all' ? [] : scope.legalEntities));
}
