import { badInput } from '@lastmile/kernel/refusal';
import type { AuthContext } from '../auth.ts';
import { giveRole, type ScopeInput } from '../role/grant-role.ts';
import { readScope } from '../role/staff-scope.ts';
import { type RegisterUser, readNewUser, saveNewUser } from './register-user.ts';
import { type UserRow, userById } from './user.store.ts';

export interface CreateStaffUser extends RegisterUser {
  readonly roles: readonly { readonly roleId: string; readonly scope?: ScopeInput | null }[];
}

/** Adds somebody of the staff with roles. Throws as `registerUser` and `grantRole` do, and FORBIDDEN. */
export async function createStaffUser(context: AuthContext, input: CreateStaffUser): Promise<UserRow> {
  context.assertMay('user:manage');
  if (input.roles.length === 0) throw badInput('roles', 'staff has at least one role; "roles" lists them');
  const grants = input.roles.map(({ roleId, scope }) => ({ roleId, scope: readScope(scope) }));
  const user = await readNewUser(context, input);
  await context.transaction(async (work) => {
    await saveNewUser(work, user);
    for (const { roleId, scope } of grants) await giveRole(work, user.id, roleId, scope);
  });
  const [row] = await userById.fetch(context.database, [user.id]);
  if (!row) throw new Error('A user that was just added is gone');
  return row;
}
