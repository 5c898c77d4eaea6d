import { BadSettings } from '@lastmile/kernel/settings';
import type { AuthContext } from './auth.ts';
import { findPasswordFault, passwordAdvice } from './password/new-password.ts';
import { giveRole } from './role/grant-role.ts';
import { prepareRoles } from './role/prepare-roles.ts';
import { countAdministrators, lockAdministrators } from './role/role.store.ts';
import { everywhere } from './role/staff-scope.ts';
import { currentSigningKey } from './token/access-token.ts';
import { rotateKeys } from './token/rotate-keys.ts';
import { emailKey } from './user/email.ts';
import { readNewUser, saveNewUser } from './user/register-user.ts';

/** Roles, a signing key, and the first administrator where settings name one and there is none. Harmless to repeat. */
export async function prepareAuth(context: AuthContext): Promise<void> {
  await prepareRoles(context);
  await rotateKeys(context);
  // A process whose secret does not open the keys cannot sign anybody in: better not to start.
  await currentSigningKey(context);
  await context.services.passwords.decoy();
  await prepareAdministrator(context);
}

async function prepareAdministrator(context: AuthContext): Promise<void> {
  const { firstAdmin } = context.settings;
  if (!firstAdmin || (await administrators(context)) > 0) return;
  const fault = findPasswordFault(firstAdmin.password, [firstAdmin.email]);
  if (fault) throw new BadSettings([`AUTH_ADMIN_PASSWORD: ${passwordAdvice[fault]}`]);
  const user = await readNewUser(context, { ...firstAdmin, locale: 'en', displayName: 'Administrator' });
  await context.transaction(async (work) => {
    await lockAdministrators(work);
    if ((await countAdministrators(work)) > 0) return;
    const [known] = await work.query<{ id: string }>('select id from users where email_key = $1', [
      emailKey(firstAdmin.email),
    ]);
    // Somebody could have registered the address before: their password is not the operator's.
    if (known) {
      work.log.error('AUTH_ADMIN_EMAIL is already registered by somebody: set another one', {
        userId: known.id,
      });
      return;
    }
    await saveNewUser(work, user);
    const [admin] = await work.query<{ id: string }>(`select id from roles where name = 'admin'`);
    if (admin) await giveRole(work, user.id, admin.id, everywhere);
    work.log.info('The first administrator was made from AUTH_ADMIN_EMAIL', { userId: user.id });
  });
}

async function administrators(context: AuthContext): Promise<number> {
  return context.transaction(countAdministrators);
}
