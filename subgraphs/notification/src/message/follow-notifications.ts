import { isRelated } from '@lastmile/kernel/actor';
import { isId } from '@lastmile/kernel/id';
import { notFound } from '@lastmile/kernel/refusal';
import type { EventEnvelope } from '@lastmile/messaging/envelope';
import { notificationSent } from '@lastmile/messaging/events/notification/notification';
import { livePayloads } from '@lastmile/subgraph/graphql/live';
import { mapStream } from '@lastmile/subgraph/graphql/map-stream';
import type { NotificationContext } from '../notification.ts';
import { notificationById } from './message.store.ts';
import type { NotificationRow } from './message.ts';
import type { NotificationUpdateType } from './message.type.ts';

export interface FollowNotifications {
  readonly userId: string;
  readonly after?: string | null | undefined;
}

/**
 * What is sent to a user, as it is sent. Throws NOT_FOUND and FORBIDDEN at once, where the subscriber is told; from
 * within the stream it would only end.
 */
export function followNotifications(
  context: NotificationContext,
  asked: FollowNotifications,
): AsyncGenerator<NotificationUpdateType, void, void> {
  const { userId } = asked;
  if (!isId(userId) || !isRelated(context.actor, { userId })) throw notFound('user');
  context.assertMay('notification:read', { userId });
  return follow(context, asked);
}

function follow(
  context: NotificationContext,
  { userId, after }: FollowNotifications,
): AsyncGenerator<NotificationUpdateType, void, void> {
  const request = {
    on: [notificationSent],
    subject: { name: 'userid' as const, id: userId },
    after: after ?? null,
  };
  // Past the request's memo, which lives as long as the subscription.
  const asNow = async ({ subject }: EventEnvelope): Promise<NotificationRow | null> => {
    const [row] = await notificationById.fetch(context.database, [subject]);
    return row ?? null;
  };
  return mapStream(
    livePayloads(context.live, request, () => 'SENT', asNow),
    ({ cursor, change, occurredAt, entity, event }) => {
      const summary = event && (event.data as NotificationUpdateType['summary']);
      return { cursor, change, occurredAt, notification: entity, summary };
    },
  );
}
