import type { NotificationContext } from '../notification.ts';
import { dropOldLines } from '../outage/outage-line.store.ts';
import { dropExpired } from '../recipient/unaddressed.store.ts';

const chunk = 1_000;
const outageKeepMs = 90 * 86_400_000;

/** Takes names, addresses and words out of letters that were kept long enough; that they were sent stays known. */
export async function forgetMessages(context: NotificationContext): Promise<boolean> {
  const now = context.clock.now();
  const before = new Date(now.getTime() - context.settings.keepMs);
  const forgotten = await context.database.query<{ id: string }>(
    `with old as (
       select id from notification where message is not null and rendered_at < $1 and state <> 'PENDING'
       limit ${chunk} for update skip locked)
     update notification n set address = null, subject = null, text_body = null, message = null
     from old where n.id = old.id returning n.id`,
    [before],
  );
  await context.database.query(
    'update delivery_attempt set response = null where notification_id = any($1::uuid[]) and response is not null',
    [forgotten.map(({ id }) => id)],
  );
  await dropExpired(context.database.query, now);
  const dropped = await dropOldLines(context.database.query, new Date(now.getTime() - outageKeepMs));
  return forgotten.length === chunk || dropped > 0;
}
