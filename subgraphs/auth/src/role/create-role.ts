import { newId } from '@lastmile/kernel/id';
import { badInput } from '@lastmile/kernel/refusal';
import { roleChanged } from '@lastmile/messaging/events/auth/role';
import type { AuthContext, AuthWork } from '../auth.ts';
import { addRole, type RoleRow } from './role.store.ts';
import { MoreThanYouHold, RoleNameTaken } from './role.type.ts';
import { everywhere, notHeld, readPermissions } from './staff-scope.ts';

const nameLengthMax = 60;
const descriptionLengthMax = 500;

/** Makes a staff role of permissions that the caller holds. Throws RoleNameTaken, MoreThanYouHold, BAD_INPUT, FORBIDDEN. */
export async function createRole(
  context: AuthContext,
  input: {
    readonly name: string;
    readonly description?: string | null;
    readonly permissions: readonly string[];
  },
): Promise<RoleRow> {
  context.assertMay('role:manage');
  const permissions = readPermissions(input.permissions);
  const missing = notHeld(context.actor, permissions, everywhere);
  if (missing.length > 0) throw new MoreThanYouHold(missing);
  const name = readText(input.name, 'name', nameLengthMax);
  if (!name) throw badInput('name', 'a role needs a name');
  const description = readText(input.description ?? '', 'description', descriptionLengthMax);
  const role: RoleRow = { id: newId(), name, description, permissions, builtIn: false };
  return context.transaction(async (work) => {
    if (!(await addRole(work, role))) throw new RoleNameTaken(name);
    tellRole(work, role);
    return role;
  });
}

export function tellRole(work: AuthWork, { id, name, permissions }: RoleRow): void {
  work.emit(roleChanged, {
    key: id,
    subject: id,
    time: work.clock.now(),
    data: { roleId: id, name, permissions },
  });
}

function readText(given: string, field: string, lengthMax: number): string | null {
  const text = given.normalize('NFC').trim();
  if (text.length > lengthMax || /\p{Cc}/u.test(text)) {
    throw badInput(field, `at most ${lengthMax} characters on one line`);
  }
  return text || null;
}
