import type { Actor } from '@lastmile/kernel/actor';
import { isId } from '@lastmile/kernel/id';
import type { Permission } from '@lastmile/kernel/permission';

/**
 * Where the actor holds a staff permission, as a parameter for `withinScopes`: null for everywhere, else a JSON list of
 * `{ entities, regions }`, each null for all.
 */
export function visibleScopes(actor: Actor, permission: Permission): string | null {
  const scopes = actor.staff
    .filter(({ permissions }) => permissions.includes(permission))
    .map(({ scope }) => ({
      entities: scope.legalEntities === 'all' ? null : scope.legalEntities,
      regions: scope.regions === 'all' ? null : scope.regions,
    }));
  if (scopes.some(({ entities, regions }) => entities === null && regions === null)) return null;
  return JSON.stringify(scopes);
}

/** The SQL condition that a row of `table` (with region_id and legal_entity_id) lies within the scopes in `parameter`. */
export function withinScopes(parameter: string, table: string): string {
  return `(${parameter}::jsonb is null or exists (
    select from jsonb_to_recordset(${parameter}::jsonb) as g(entities text[], regions text[])
    where (g.entities is null or ${table}.legal_entity_id::text = any(g.entities))
      and (g.regions is null or ${table}.region_id::text = any(g.regions))))`;
}

const nobody = '00000000-0000-0000-0000-000000000000';

/** An id as a filter takes it: what is no id at all finds nothing, as an unknown one. */
export function idFilter(id: string | null | undefined): string | null {
  if (id === null || id === undefined) return null;
  return isId(id) ? id : nobody;
}
