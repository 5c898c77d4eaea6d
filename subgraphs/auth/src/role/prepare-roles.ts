import { newId } from '@lastmile/kernel/id';
import { type Permission, staffRoles } from '@lastmile/kernel/permission';
import type { AuthContext, AuthWork } from '../auth.ts';
import { replacePermissions } from './change-role-permissions.ts';
import { tellRole } from './create-role.ts';
import { addRole, lockRole, type RoleRow, roleColumns } from './role.store.ts';
import { readPermissions } from './staff-scope.ts';

const about: Record<keyof typeof staffRoles, string> = {
  admin: 'Everything, users and roles included',
  operator: 'The everyday work of the office',
  tech: 'Lines, devices and the network',
};

/** Makes the roles that come with the house, and brings those of an earlier release up to this one. */
export async function prepareRoles(context: AuthContext): Promise<void> {
  await context.transaction(async (work) => {
    for (const [name, permissions] of Object.entries(staffRoles)) {
      await prepareRole(work, name as keyof typeof staffRoles, readPermissions(permissions));
    }
  });
}

async function prepareRole(
  work: AuthWork,
  name: keyof typeof staffRoles,
  permissions: Permission[],
): Promise<void> {
  const role: RoleRow = { id: newId(), name, description: about[name], permissions, builtIn: true };
  if (await addRole(work, role)) return tellRole(work, role);
  const [known] = await work.query<RoleRow>(`select ${roleColumns} from roles r where r.name = $1`, [name]);
  const locked = known && (await lockRole(work, known.id));
  if (locked?.builtIn) await replacePermissions(work, locked, permissions);
}
