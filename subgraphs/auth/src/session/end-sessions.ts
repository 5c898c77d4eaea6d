import { sessionEnded } from '@lastmile/messaging/events/auth/user';
import type { AuthWork } from '../auth.ts';
import { markEnded } from './session.store.ts';
import type { SessionEnd } from './session.type.ts';

/**
 * Ends sessions that are not over yet, by id or all of a user but one, and says so for each. Returns how many; ending
 * what has ended does nothing.
 */
export async function endSessions(
  work: AuthWork,
  which: Parameters<typeof markEnded>[1],
  reason: `${SessionEnd}`,
): Promise<number> {
  const now = work.services.clock.now();
  const ended = await markEnded(work, which, reason as SessionEnd, now);
  work.emitMany(
    sessionEnded,
    ended.map(({ id, userId }) => ({
      key: userId,
      subject: id,
      time: now,
      data: { sessionId: id, userId, reason, endedAt: now.toISOString() },
      ids: { userid: userId, sessionid: id },
    })),
  );
  return ended.length;
}
