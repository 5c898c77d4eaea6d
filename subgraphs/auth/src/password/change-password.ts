import { Refusal } from '@lastmile/kernel/refusal';
import type { AuthContext } from '../auth.ts';
import { callerOf } from '../caller.ts';
import { endSessions } from '../session/end-sessions.ts';
import { beginAttempt, failAttempt, settleAttempt } from '../session/throttle.store.ts';
import { emailKey } from '../user/email.ts';
import { credentialsById, replacePassword } from '../user/user.store.ts';
import { findPasswordFault } from './new-password.ts';
import { PasswordRefused, TooManyAttempts, WrongCredentials } from './password.type.ts';

/**
 * Changes the caller's own password and ends all their other sessions; returns how many. The current password is asked
 * for and throttled like a sign-in, since whoever found an open session must not be able to take the account over.
 * Throws WrongCredentials, TooManyAttempts, PasswordRefused, UNAUTHENTICATED.
 */
export async function changePassword(
  context: AuthContext,
  input: { readonly currentPassword: string; readonly newPassword: string },
): Promise<number> {
  const { actor, services } = context;
  context.assertMay('session:end', { userId: actor.id });
  const user = actor.kind === 'user' ? await credentialsById(context, actor.id) : null;
  if (!user) throw new Refusal('UNAUTHENTICATED', 'Sign in first: only a user has a password.');
  const fault = findPasswordFault(input.newPassword, [user.email, user.displayName ?? '']);
  if (fault) throw new PasswordRefused(fault);

  const { address } = callerOf(context);
  const attempt = await beginAttempt(context, emailKey(user.email), address);
  if ('waitMs' in attempt) throw new TooManyAttempts(attempt.waitMs);
  if (!(await services.passwords.verify(user.passwordHash, input.currentPassword))) {
    await failAttempt(context, attempt);
    throw new WrongCredentials();
  }

  const to = await services.passwords.hash(input.newPassword);
  return context.transaction(async (work) => {
    const change = { id: user.id, from: user.passwordHash, to, changedAt: work.services.clock.now() };
    if (!(await replacePassword(work, change))) throw new WrongCredentials();
    await settleAttempt(work, attempt, address);
    return endSessions(work, { userId: user.id, except: actor.sessionId ?? null }, 'PASSWORD_CHANGED');
  });
}
