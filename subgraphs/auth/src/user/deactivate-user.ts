import { isId } from '@lastmile/kernel/id';
import { notFound } from '@lastmile/kernel/refusal';
import { userDeactivated } from '@lastmile/messaging/events/auth/user';
import type { AuthContext, AuthWork } from '../auth.ts';
import { keepAdministrator } from '../role/keep-administrator.ts';
import { grantsOf } from '../role/role.store.ts';
import { MoreThanYouHold } from '../role/role.type.ts';
import { notHeld, readScope } from '../role/staff-scope.ts';
import { endSessions } from '../session/end-sessions.ts';
import { changeActors } from './change-actors.ts';
import { lockUser, markDeactivated, type UserRow } from './user.store.ts';

/**
 * Bars a user from signing in and ends all their sessions; a second time does nothing. Throws NOT_FOUND,
 * LastAdministrator, FORBIDDEN, and MoreThanYouHold for staff with more rights than the caller.
 */
export async function deactivateUser(
  context: AuthContext,
  input: { readonly userId: string },
): Promise<UserRow> {
  context.assertMay('user:manage');
  return context.transaction((work) =>
    keepAdministrator(work, async () => {
      const user = isId(input.userId) ? await lockUser(work, input.userId) : null;
      if (!user) throw notFound('user');
      if (user.status === 'DEACTIVATED') return user;
      await assertOutranks(work, user.id);
      return deactivate(work, user);
    }),
  );
}

async function assertOutranks(work: AuthWork, userId: string): Promise<void> {
  const grants = await grantsOf(work, userId);
  const missing = grants.flatMap(({ role, scope }) =>
    notHeld(work.actor, role.permissions, readScope(scope)),
  );
  if (missing.length > 0) throw new MoreThanYouHold([...new Set(missing)]);
}

async function deactivate(work: AuthWork, user: UserRow): Promise<UserRow> {
  const now = work.clock.now();
  const after = await markDeactivated(work, user.id, now);
  await endSessions(work, { userId: user.id, except: null }, 'DEACTIVATED');
  work.emit(userDeactivated, {
    key: user.id,
    subject: user.id,
    time: now,
    data: { userId: user.id, status: 'DEACTIVATED' },
    ids: { userid: user.id },
  });
  await changeActors(work, [user.id]);
  return after ?? user;
}
