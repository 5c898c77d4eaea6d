import { actorChanged } from '@lastmile/messaging/events/auth/user';
import type { AuthWork } from '../auth.ts';

/**
 * The rights of these users have changed: each one's version grows and is told, so that whoever keeps their actor asks
 * again. Users that are not known (yet) are left out. Locks in the order of ids, so that two at once do not meet crosswise.
 */
export async function changeActors(
  work: AuthWork,
  userIds: readonly string[],
  bulkId?: string,
): Promise<void> {
  if (userIds.length === 0) return;
  const changed = await work.query<{ id: string; version: number }>(
    `with held as (select id from users where id = any($1::uuid[]) order by id for update)
     update users u set actor_version = actor_version + 1 from held where u.id = held.id
     returning u.id, u.actor_version as version`,
    [userIds],
  );
  const time = work.clock.now();
  work.emitMany(
    actorChanged,
    changed.map(({ id, version }) => ({
      key: id,
      subject: id,
      time,
      data: { userId: id, version },
      ids: { userid: id },
      ...(bulkId && { bulkid: bulkId }),
    })),
  );
}
