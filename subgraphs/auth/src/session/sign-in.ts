import { newId } from '@lastmile/kernel/id';
import type { AuthContext } from '../auth.ts';
import { callerOf } from '../caller.ts';
import { TooManyAttempts, WrongCredentials } from '../password/password.type.ts';
import { issueAccessToken } from '../token/access-token.ts';
import { emailKey } from '../user/email.ts';
import { type Credentials, credentialsByEmail, replacePassword } from '../user/user.store.ts';
import { expiryOf, hashRefreshToken, newRefreshToken } from './refresh-token.ts';
import { addSession } from './session.store.ts';
import type { SessionTokens } from './session.type.ts';
import { type Attempt, beginAttempt, failAttempt, settleAttempt } from './throttle.store.ts';

const inputLengthMax = 1_024;

/**
 * Begins a session. One answer and the same work, whether the e-mail is unknown, the password wrong or the user
 * deactivated. Throws WrongCredentials or TooManyAttempts.
 */
export async function signIn(
  context: AuthContext,
  input: { readonly email: string; readonly password: string },
): Promise<SessionTokens> {
  context.assertMay('session:create');
  if (input.email.length > inputLengthMax || input.password.length > inputLengthMax)
    throw new WrongCredentials();
  const login = emailKey(input.email);
  const { address } = callerOf(context);
  const attempt = await beginAttempt(context, login, address);
  if ('waitMs' in attempt) throw new TooManyAttempts(attempt.waitMs);

  const user = await credentialsByEmail(context, login);
  const right = await context.services.passwords.verify(user?.passwordHash ?? null, input.password);
  if (!user || !right || user.status !== 'ACTIVE') {
    await failAttempt(context, attempt);
    throw new WrongCredentials();
  }
  return openSession(context, user, attempt, input.password);
}

async function openSession(
  context: AuthContext,
  user: Credentials,
  attempt: Attempt,
  password: string,
): Promise<SessionTokens> {
  const { settings } = context;
  const stored = user.passwordHash ?? '';
  const caller = callerOf(context);
  const createdAt = context.services.clock.now();
  const latestEndAt = new Date(createdAt.getTime() + settings.sessionMs);
  const expiresAt = expiryOf(createdAt, settings.sessionIdleMs, latestEndAt);
  const refreshToken = newRefreshToken();
  const session = { id: newId(), userId: user.id, createdAt, expiresAt, latestEndAt, ...caller };

  const opened = await context.transaction(async (work) => {
    await settleAttempt(work, attempt, caller.address);
    return addSession(work, { ...session, tokenHash: hashRefreshToken(refreshToken) }, stored);
  });
  if (!opened) throw new WrongCredentials();
  if (context.services.passwords.isOutdated(stored)) await renewHash(context, user.id, stored, password);
  const access = await issueAccessToken(context, session);
  return {
    sessionId: session.id,
    userId: user.id,
    accessToken: access.token,
    accessTokenExpiresAt: access.expiresAt,
    refreshToken,
    sessionExpiresAt: expiresAt,
  };
}

/** The policy has grown since this hash was made, and this is the moment at which the password is at hand. */
async function renewHash(context: AuthContext, id: string, from: string, password: string): Promise<void> {
  const to = await context.services.passwords.hash(password);
  await context.transaction((work) => replacePassword(work, { id, from, to, changedAt: null }));
}
