import { isRelated } from '@lastmile/kernel/actor';
import { isId } from '@lastmile/kernel/id';
import { notFound } from '@lastmile/kernel/refusal';
import type { NotificationContext, NotificationWork } from '../notification.ts';
import { NotificationInWork, NotificationNotCancellable } from './message.problem.ts';
import { lockNotification } from './message.store.ts';
import { type NotificationRow, ownershipOf, transitions } from './message.ts';

/** Throws NOT_FOUND, FORBIDDEN. */
export async function lockManaged(work: NotificationWork, id: string): Promise<NotificationRow> {
  const row = isId(id) ? await lockNotification(work, id) : null;
  if (!row || !isRelated(work.actor, ownershipOf(row))) throw notFound('notification');
  work.assertMay('notification:manage', ownershipOf(row));
  return row;
}

/**
 * Lets a letter not be sent. Throws NOT_FOUND, FORBIDDEN, NotificationNotCancellable, and NotificationInWork while it
 * is being sent.
 */
export async function cancelNotification(
  context: NotificationContext,
  input: { readonly notificationId: string },
): Promise<NotificationRow> {
  return context.transaction(async (work) => {
    const row = await lockManaged(work, input.notificationId);
    const to = transitions[row.state].cancel;
    if (!to) throw new NotificationNotCancellable(row.state);
    if (row.inWork) throw new NotificationInWork();
    await work.query(
      `update notification set state = $2, reason = 'CANCELLED_BY_STAFF', closed_at = $3, lease_id = null,
         lease_until = null where id = $1`,
      [row.id, to, work.clock.now()],
    );
    return (await lockNotification(work, row.id)) ?? row;
  });
}
