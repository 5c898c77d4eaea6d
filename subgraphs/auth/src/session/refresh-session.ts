import type { AuthContext, AuthWork } from '../auth.ts';
import { type Caller, callerOf } from '../caller.ts';
import { issueAccessToken } from '../token/access-token.ts';
import { endSessions } from './end-sessions.ts';
import { type FamilyRow, lockFamily, saveRotation } from './refresh-token.store.ts';
import {
  decideRefresh,
  expiryOf,
  hashRefreshToken,
  isRefreshToken,
  newRefreshToken,
  openSuccessor,
  sealSuccessor,
} from './refresh-token.ts';
import { RefreshRefused, type SessionTokens } from './session.type.ts';

/**
 * Exchanges a refresh token for the next one and a new access token. Asked again within the grace, before the next one
 * was used, the answer is the same next one. An older token ends the session, which is told as `auth.session.ended`.
 * Throws RefreshRefused.
 */
export async function refreshSession(
  context: AuthContext,
  input: { readonly refreshToken: string },
): Promise<SessionTokens> {
  context.assertMay('session:create');
  if (!isRefreshToken(input.refreshToken)) throw new RefreshRefused();
  // Thrown only after the transaction, since ending the session of a stolen token has to stay.
  const next = await context.transaction((work) => exchange(work, input.refreshToken, callerOf(context)));
  if (!next) throw new RefreshRefused();
  const { sessionId, userId, expiresAt, refreshToken } = next;
  const access = await issueAccessToken(context, { id: sessionId, userId, expiresAt });
  return {
    sessionId,
    userId,
    accessToken: access.token,
    accessTokenExpiresAt: access.expiresAt,
    refreshToken,
    sessionExpiresAt: expiresAt,
  };
}

interface Exchanged {
  readonly sessionId: string;
  readonly userId: string;
  readonly expiresAt: Date;
  readonly refreshToken: string;
}

async function exchange(work: AuthWork, presented: string, caller: Caller): Promise<Exchanged | null> {
  const family = await lockFamily(work, hashRefreshToken(presented));
  if (!family) return null;
  const { sessionId, userId, expiresAt } = family;
  switch (decide(work, family)) {
    case 'ROTATE':
      return rotate(work, family, presented, caller);
    case 'REPEAT': {
      const refreshToken = family.successor && openSuccessor(presented, family.successor);
      return refreshToken ? { sessionId, userId, expiresAt, refreshToken } : null;
    }
    case 'REUSED':
      await endSessions(work, { ids: [sessionId] }, 'TOKEN_REUSED');
      work.log.warn('An old refresh token was used: its session was ended', { sessionId, userId });
      return null;
    case 'REFUSED':
      return null;
  }
}

function decide(work: AuthWork, family: FamilyRow) {
  return decideRefresh({
    now: work.services.clock.now(),
    graceMs: work.settings.refreshGraceMs,
    userActive: family.userActive,
    session: { endedAt: family.endedAt, expiresAt: family.expiresAt, generation: family.sessionGeneration },
    token: { generation: family.tokenGeneration, usedAt: family.usedAt },
  });
}

async function rotate(
  work: AuthWork,
  family: FamilyRow,
  presented: string,
  caller: Caller,
): Promise<Exchanged> {
  const { sessionId, userId } = family;
  const now = work.services.clock.now();
  const refreshToken = newRefreshToken();
  const expiresAt = expiryOf(now, work.settings.sessionIdleMs, family.latestEndAt);
  await saveRotation(work, {
    sessionId,
    from: hashRefreshToken(presented),
    to: hashRefreshToken(refreshToken),
    sealedSuccessor: sealSuccessor(presented, refreshToken),
    generation: family.sessionGeneration + 1,
    at: now,
    expiresAt,
    ...caller,
  });
  return { sessionId, userId, expiresAt, refreshToken };
}
