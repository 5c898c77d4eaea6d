import { userDeactivated, userRegistered } from '@lastmile/messaging/events/auth/user';
import { projection } from '@lastmile/messaging/handler';
import type { NotificationWork } from './notification.ts';
import { saveDeactivated, saveRegistered } from './recipient/recipient.store.ts';

/** Who may be written to, and in which language. */
export const followUsers = projection({
  name: 'follow-users',
  on: [userRegistered, userDeactivated],
  apply: async (work: NotificationWork, event) => {
    if (event.type === userRegistered.type) {
      const { userId, locale } = event.data as { userId: string; locale: string };
      return saveRegistered(work.query, userId, locale);
    }
    return saveDeactivated(work.query, event.data.userId);
  },
});
