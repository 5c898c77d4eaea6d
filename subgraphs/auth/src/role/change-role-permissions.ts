import { isId } from '@lastmile/kernel/id';
import type { Permission } from '@lastmile/kernel/permission';
import { notFound } from '@lastmile/kernel/refusal';
import type { AuthContext, AuthWork } from '../auth.ts';
import { changeActors } from '../user/change-actors.ts';
import { tellRole } from './create-role.ts';
import { keepAdministrator } from './keep-administrator.ts';
import { holdersOf, lockRole, type RoleRow, saveRolePermissions } from './role.store.ts';
import { MoreThanYouHold, RoleIsBuiltIn } from './role.type.ts';
import { everywhere, notHeld, readPermissions } from './staff-scope.ts';

/**
 * Sets what a role holds; everybody who has the role has a changed actor. The caller must hold what is added and what is
 * taken away. Throws NOT_FOUND, RoleIsBuiltIn, MoreThanYouHold, LastAdministrator, BAD_INPUT, FORBIDDEN.
 */
export async function changeRolePermissions(
  context: AuthContext,
  input: { readonly roleId: string; readonly permissions: readonly string[] },
): Promise<RoleRow> {
  context.assertMay('role:manage');
  const permissions = readPermissions(input.permissions);
  return context.transaction((work) =>
    keepAdministrator(work, async () => {
      const role = isId(input.roleId) ? await lockRole(work, input.roleId) : null;
      if (!role) throw notFound('role');
      if (role.builtIn) throw new RoleIsBuiltIn();
      const missing = notHeld(context.actor, difference(role.permissions, permissions), everywhere);
      if (missing.length > 0) throw new MoreThanYouHold(missing);
      return replacePermissions(work, role, permissions);
    }),
  );
}

/** Saves and tells, where something changes at all. */
export async function replacePermissions(
  work: AuthWork,
  role: RoleRow,
  permissions: Permission[],
): Promise<RoleRow> {
  if (difference(role.permissions, permissions).length === 0) return role;
  const changed = { ...role, permissions };
  await saveRolePermissions(work, role.id, permissions);
  tellRole(work, changed);
  await changeActors(work, await holdersOf(work, role.id));
  return changed;
}

/** What is in one of them alone. */
function difference(before: readonly Permission[], after: readonly Permission[]): Permission[] {
  return [
    ...before.filter((name) => !after.includes(name)),
    ...after.filter((name) => !before.includes(name)),
  ];
}
