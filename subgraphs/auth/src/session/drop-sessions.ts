import type { AuthContext } from '../auth.ts';
import { endSessions } from './end-sessions.ts';

const batchSize = 500;
/** As the column annotations in prisma/auth say. */
const keepMs = 90 * 86_400_000;

/** Ends a batch of sessions whose time has run out, and tells it; true if more are waiting. */
export async function endExpiredSessions(context: AuthContext): Promise<boolean> {
  return context.transaction(async (work) => {
    const expired = await work.query<{ id: string }>(
      `select id from sessions where ended_at is null and expires_at <= $1
       order by expires_at limit $2 for update skip locked`,
      [work.services.clock.now(), batchSize],
    );
    await endSessions(work, { ids: expired.map(({ id }) => id) }, 'EXPIRED');
    return expired.length === batchSize;
  });
}

/** Forgets a batch of sessions that ended long ago, refresh tokens included; true if more are waiting. */
export async function forgetOldSessions(context: AuthContext): Promise<boolean> {
  const gone = await context.database.query(
    `delete from sessions where id in
       (select id from sessions where ended_at < $1 order by ended_at limit $2 for update skip locked) returning id`,
    [new Date(context.services.clock.now().getTime() - keepMs), batchSize],
  );
  return gone.length === batchSize;
}
