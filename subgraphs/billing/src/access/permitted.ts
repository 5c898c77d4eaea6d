import { isRelated, type Ownership, type StaffGrant } from '@lastmile/kernel/actor';
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

/**
 * The legal entities of which what belongs to a customer is shown to the actor: all to whoever acts for the customer;
 * to staff, those of their scopes. What lies outside does not exist for them, so lists leave it out.
 */
export function entitiesUnder(
  context: Pick<BillingContext, 'actor'>,
  customerId: string,
): 'all' | readonly string[] {
  const { memberships, staff } = context.actor;
  if (memberships.some((membership) => membership.customerId === customerId)) return 'all';
  return entitiesOf(staff);
}

function entitiesOf(grants: readonly StaffGrant[]): 'all' | readonly string[] {
  if (grants.some(({ scope }) => scope.legalEntities === 'all')) return 'all';
  const named = grants.flatMap(({ scope }) => (scope.legalEntities === 'all' ? [] : scope.legalEntities));
  return [...new Set(named)].sort();
}

/** The legal entities whose objects staff may see in a list; refuses who is not staff with this permission. */
export function staffEntities(
  context: Pick<BillingContext, 'actor' | 'assertMay'>,
  permission: Permission,
): 'all' | readonly string[] {
  const grants = context.actor.staff.filter(({ permissions }) => permissions.includes(permission));
  // Members hold the permission in their customers only: to them a list of everybody's is forbidden.
  if (grants.length === 0) context.assertMay(permission);
  return entitiesOf(grants);
}
