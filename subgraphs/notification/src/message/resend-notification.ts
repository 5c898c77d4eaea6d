import { newId } from '@lastmile/kernel/id';
import { deliveryJob, type NotificationContext, type NotificationWork } from '../notification.ts';
import { lockManaged } from './cancel-notification.ts';
import { NotificationNotResendable } from './message.problem.ts';
import { lockNotification } from './message.store.ts';
import { type NotificationRow, transitions } from './message.ts';

/** How long a resent letter may wait for its server, in milliseconds. */
const resendMaxAgeMs = 24 * 3_600_000;

/**
 * Sends a letter that failed or was cancelled after all, rendered anew; of one that was sent it sends a copy, a letter
 * of its own. Throws NOT_FOUND, FORBIDDEN, NotificationNotResendable.
 */
export async function resendNotification(
  context: NotificationContext,
  input: { readonly notificationId: string },
): Promise<NotificationRow> {
  return context.transaction(async (work) => {
    const row = await lockManaged(work, input.notificationId);
    const to = transitions[row.state].resend;
    if (!to) throw new NotificationNotResendable('It is still to be sent. Cancel it, or wait for it.');
    const id = to === 'COPY' ? await copy(work, row) : await reopen(work, row);
    work.wake(deliveryJob);
    return (await lockNotification(work, id)) ?? row;
  });
}

async function reopen(work: NotificationWork, { id }: NotificationRow): Promise<string> {
  const now = work.clock.now();
  await work.query(
    `update notification set state = 'PENDING', reason = null, closed_at = null, next_at = now(), counted_attempts = 0,
       expires_at = greatest(expires_at, $2), address = null, subject = null, text_body = null, message = null,
       template_id = null, template_version = null, rendered_at = null where id = $1`,
    [id, new Date(now.getTime() + resendMaxAgeMs)],
  );
  return id;
}

/** The original is locked, so that of two at once one finds the other's copy still waiting. */
async function copy(work: NotificationWork, { id }: NotificationRow): Promise<string> {
  const [waiting] = await work.query(
    `select id from notification where resend_of = $1 and state = 'PENDING' limit 1`,
    [id],
  );
  if (waiting) throw new NotificationNotResendable('A copy of it is still to be sent. Wait for that one.');
  const now = work.clock.now();
  const copyId = newId();
  await work.query(
    `insert into notification (id, dedupe_key, user_id, customer_id, legal_entity_id, region_id, channel, name,
       occasion, event_id, event_type, facts, occurred_at, expires_at, correlation_id, state, resend_of, created_at,
       next_at)
     select $2, $3, user_id, customer_id, legal_entity_id, region_id, channel, name, occasion, event_id, event_type,
       facts, occurred_at, greatest(expires_at, $4), $5, 'PENDING', id, $6, now()
     from notification where id = $1`,
    [id, copyId, `resend ${copyId}`, new Date(now.getTime() + resendMaxAgeMs), work.correlationId, now],
  );
  return copyId;
}
