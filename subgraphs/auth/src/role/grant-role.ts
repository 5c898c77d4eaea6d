import type { StaffScope } from '@lastmile/kernel/actor';
import { isId } from '@lastmile/kernel/id';
import { notFound } from '@lastmile/kernel/refusal';
import type { AuthContext, AuthWork } from '../auth.ts';
import { changeActors } from '../user/change-actors.ts';
import { lockUser, type UserRow } from '../user/user.store.ts';
import { keepAdministrator } from './keep-administrator.ts';
import { grantsOf, lockRole, removeGrant, saveGrant } from './role.store.ts';
import { MoreThanYouHold } from './role.type.ts';
import { notHeld, readScope } from './staff-scope.ts';

export interface ScopeInput {
  readonly legalEntityIds?: readonly string[] | null;
  readonly regionIds?: readonly string[] | null;
}

/**
 * Gives a user a staff role within a scope, or changes the scope where it is held. Throws NOT_FOUND, MoreThanYouHold,
 * LastAdministrator, BAD_INPUT, FORBIDDEN.
 */
export async function grantRole(
  context: AuthContext,
  input: { readonly userId: string; readonly roleId: string; readonly scope?: ScopeInput | null },
): Promise<UserRow> {
  context.assertMay('user:manage');
  const scope = readScope(input.scope);
  return context.transaction((work) =>
    keepAdministrator(work, async () => {
      const user = isId(input.userId) ? await lockUser(work, input.userId) : null;
      if (!user) throw notFound('user');
      if (await giveRole(work, user.id, input.roleId, scope)) await changeActors(work, [user.id]);
      return user;
    }),
  );
}

/** Within a transaction that tells the change itself; false when the role was held just so. */
export async function giveRole(
  work: AuthWork,
  userId: string,
  roleId: string,
  scope: StaffScope,
): Promise<boolean> {
  const role = isId(roleId) ? await lockRole(work, roleId) : null;
  if (!role) throw notFound('role');
  assertHeld(work, role.permissions, scope);
  const held = (await grantsOf(work, userId)).find((grant) => grant.role.id === roleId);
  // Narrowing a scope takes rights away, which needs holding them as well.
  if (held) assertHeld(work, role.permissions, readScope(held.scope));
  return saveGrant(work, { userId, roleId, scope });
}

/** Takes a staff role from a user; one that is not held changes nothing. Throws as `grantRole`. */
export async function revokeRole(
  context: AuthContext,
  input: { readonly userId: string; readonly roleId: string },
): Promise<UserRow> {
  context.assertMay('user:manage');
  return context.transaction((work) =>
    keepAdministrator(work, async () => {
      const user = isId(input.userId) ? await lockUser(work, input.userId) : null;
      if (!user) throw notFound('user');
      const role = isId(input.roleId) ? await lockRole(work, input.roleId) : null;
      if (!role) throw notFound('role');
      const scope = await removeGrant(work, user.id, role.id);
      if (scope) {
        assertHeld(work, role.permissions, scope);
        await changeActors(work, [user.id]);
      }
      return user;
    }),
  );
}

function assertHeld(work: AuthWork, permissions: Parameters<typeof notHeld>[1], scope: StaffScope): void {
  const missing = notHeld(work.actor, permissions, scope);
  if (missing.length > 0) throw new MoreThanYouHold(missing);
}
