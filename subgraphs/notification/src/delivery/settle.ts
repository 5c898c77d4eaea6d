import { notificationFailed, notificationSent } from '@lastmile/messaging/events/notification/notification';
import type { NotificationContext, NotificationWork } from '../notification.ts';
import type { Next } from './after-attempt.ts';
import type { LeasedLetter } from './lease.store.ts';
import type { Outcome } from './outcome.ts';
import { endAttempt, settleLetter } from './settle.store.ts';

/** Writes down what an attempt came to and what the letter is now, and says so, in one transaction. */
export async function settle(
  context: NotificationContext,
  letter: LeasedLetter,
  outcome: Outcome,
  next: Next,
): Promise<void> {
  await context.transaction(async (work) => {
    await endAttempt(work.query, letter, outcome);
    if (await settleLetter(work.query, letter, next, work.clock.now())) tell(work, letter, next);
  });
  context.services.deliveries.add({ channel: letter.channel, outcome: outcome.kind });
  if (outcome.kind === 'SENT') return;
  const told = { notificationId: letter.id, attempt: letter.attempts, code: outcome.code };
  if (next.state === 'FAILED') context.log.warn('A letter was given up', { ...told, reason: next.reason });
  else context.log.info('A letter will be tried again', told);
}

function tell(work: NotificationWork, letter: LeasedLetter, next: Next): void {
  if (next.state === 'PENDING') return;
  const time = work.clock.now();
  const data = {
    notificationId: letter.id,
    ...(letter.customerId && { customerId: letter.customerId }),
    userId: letter.userId,
    channel: letter.channel as 'EMAIL' | 'SMS' | 'PUSH',
    template: letter.name,
    attempts: letter.attempts,
  };
  const envelope = {
    key: letter.id,
    subject: letter.id,
    time,
    ids: { userid: letter.userId, ...(letter.customerId && { customerid: letter.customerId }) },
  };
  if (next.state === 'SENT') {
    work.emit(notificationSent, { ...envelope, data: { ...data, sentAt: time.toISOString() } });
  } else {
    work.emit(notificationFailed, { ...envelope, data: { ...data, reason: next.reason } });
  }
}
