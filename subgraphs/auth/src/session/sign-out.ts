import { badInput, Refusal } from '@lastmile/kernel/refusal';
import type { AuthContext } from '../auth.ts';
import { endSessions } from './end-sessions.ts';
import { sessionOfToken } from './refresh-token.store.ts';
import { hashRefreshToken, isRefreshToken } from './refresh-token.ts';

/**
 * Ends the session of a refresh token, or without one the caller's own. A token that is not known has nothing to end,
 * which is the same answer. Throws UNAUTHENTICATED where neither is given.
 */
export async function signOut(
  context: AuthContext,
  input: { readonly refreshToken?: string | null | undefined },
): Promise<void> {
  context.assertMay('session:create');
  const { refreshToken } = input;
  if (refreshToken && !isRefreshToken(refreshToken)) {
    throw badInput('refreshToken', 'this is no refresh token; send the one of the last refresh, as it was');
  }
  const { sessionId } = context.actor;
  if (!refreshToken && !sessionId) {
    throw new Refusal(
      'UNAUTHENTICATED',
      'Say which session to end: send its access token or its refresh token.',
    );
  }
  await context.transaction(async (work) => {
    const id = refreshToken ? await sessionOfToken(work, hashRefreshToken(refreshToken)) : sessionId;
    if (id) await endSessions(work, { ids: [id] }, 'SIGNED_OUT');
  });
}
