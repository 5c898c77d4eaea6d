import { isRelated, type Ownership } from '@lastmile/kernel/actor';
import type { Permission } from '@lastmile/kernel/permission';
import { notFound } from '@lastmile/kernel/refusal';
import type { CustomerContext } from '../customer-domain.ts';

/** The columns by which a row says whose it is. */
export interface OwnedRow {
  readonly customerId: string | null;
  readonly regionId: string | null;
  readonly legalEntityId?: string | null;
}

export function ownerOf({ customerId, regionId, legalEntityId }: OwnedRow): Ownership {
  return { customerId, regionId, legalEntityId: legalEntityId ?? null };
}

/**
 * The row, if the actor may do this with it. A row that is not there and a foreign one are NOT_FOUND alike; of one that
 * they have to do with, lacking the permission is FORBIDDEN.
 */
export function permitted<Row extends OwnedRow>(
  context: Pick<CustomerContext, 'actor' | 'assertMay'>,
  permission: Permission,
  row: Row | null,
  what: string,
): Row {
  if (!row || !isRelated(context.actor, ownerOf(row))) throw notFound(what);
  context.assertMay(permission, ownerOf(row));
  return row;
}
