import { membershipAdded, membershipRemoved } from '@lastmile/messaging/events/customer/customer';
import { projection } from '@lastmile/messaging/handler';
import { tellWaiting } from './letter/hear-event.ts';
import type { NotificationWork } from './notification.ts';
import { saveMembership } from './recipient/recipient.store.ts';

/** Who acts for a customer, and so is written to about it. */
export const followMemberships = projection({
  name: 'follow-memberships',
  on: [membershipAdded, membershipRemoved],
  apply: async (work: NotificationWork, event) => {
    const { customerId, userId, role, userVersion } = event.data;
    const active = event.type === membershipAdded.type;
    await saveMembership(work.query, { customerId, userId, role, active, userVersion });
    if (active) await tellWaiting(work, customerId);
  },
});
