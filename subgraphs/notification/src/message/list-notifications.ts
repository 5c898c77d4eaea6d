import { visibleScopes } from '@lastmile/subgraph/access/visible-scopes';
import { connection, type PageArgs, pageRequest } from '@lastmile/subgraph/graphql/page';
import type { NotificationContext } from '../notification.ts';
import { type NotificationPageKey, notificationCount, notificationPage } from './message.store.ts';

const order = 'notifications';

export type NotificationSelection = Partial<Omit<NotificationPageKey, 'after' | 'limit' | 'scopes'>>;

/**
 * A page, the newest first. Under a customer or user the door to it has been passed; without either it is the list of
 * staff, within their scopes. Throws PAGE_TOO_LARGE, BAD_CURSOR, FORBIDDEN.
 */
export async function listNotifications(
  context: NotificationContext,
  args: PageArgs,
  selection: NotificationSelection,
  under: 'staff' | 'parent',
) {
  if (under === 'staff') context.assertMay('notification:manage');
  const page = pageRequest(args, order, 2);
  const key: NotificationPageKey = {
    ...{ customerId: null, userId: null, eventId: null, occasion: null, state: null },
    ...selection,
    scopes: under === 'staff' ? visibleScopes(context.actor, 'notification:manage') : null,
    after: page.after,
    limit: page.limit,
  };
  const rows = await context.load(notificationPage(key), key);
  return connection(
    page,
    rows,
    order,
    ({ createdAt, id }) => [createdAt.toISOString(), id],
    () => context.load(notificationCount(key), key),
  );
}
