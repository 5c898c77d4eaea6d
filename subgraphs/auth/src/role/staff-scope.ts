import type { Actor, StaffScope } from '@lastmile/kernel/actor';
import { isId } from '@lastmile/kernel/id';
import { isPermission, type Permission, staffRoles } from '@lastmile/kernel/permission';
import { badInput } from '@lastmile/kernel/refusal';

/** What a staff role can hold: everything but what only the house's own parts need. */
export const grantablePermissions: ReadonlySet<Permission> = new Set(staffRoles.admin);

/** Sorted and each once. Throws BAD_INPUT for a name that is no permission, or none for people. */
export function readPermissions(names: readonly string[], field = 'permissions'): Permission[] {
  const wrong = names.find((name) => !isPermission(name) || !grantablePermissions.has(name));
  if (wrong !== undefined) {
    throw badInput(
      field,
      `${JSON.stringify(wrong)} is no permission for staff; the query "permissions" lists them`,
    );
  }
  return ([...new Set(names)] as Permission[]).sort();
}

/** A scope as it was asked for: nothing said is everywhere. Throws BAD_INPUT. */
export function readScope(
  given:
    | { legalEntityIds?: readonly string[] | null; regionIds?: readonly string[] | null }
    | null
    | undefined,
): StaffScope {
  return {
    legalEntities: readPlaces(given?.legalEntityIds, 'scope.legalEntityIds'),
    regions: readPlaces(given?.regionIds, 'scope.regionIds'),
  };
}

function readPlaces(ids: readonly string[] | null | undefined, field: string): 'all' | readonly string[] {
  if (!ids) return 'all';
  if (ids.length === 0) throw badInput(field, 'name at least one, or leave it out for everywhere');
  if (!ids.every(isId)) throw badInput(field, 'each is the id (UUID) of an object');
  return [...new Set(ids.map((id) => id.toLowerCase()))].sort();
}

const covers = (outer: 'all' | readonly string[], inner: 'all' | readonly string[]) =>
  outer === 'all' || (inner !== 'all' && inner.every((id) => outer.includes(id)));

/**
 * Which of the permissions the actor does not hold throughout the scope: nobody gives, or takes, more than they hold.
 * Each must be covered by one grant; two that only together cover a scope do not count.
 */
export function notHeld(actor: Actor, wanted: readonly Permission[], scope: StaffScope): Permission[] {
  return wanted.filter(
    (permission) =>
      !actor.staff.some(
        (grant) =>
          grant.permissions.includes(permission) &&
          covers(grant.scope.legalEntities, scope.legalEntities) &&
          covers(grant.scope.regions, scope.regions),
      ),
  );
}

export const everywhere: StaffScope = { legalEntities: 'all', regions: 'all' };
