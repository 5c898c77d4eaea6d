import { membershipAdded, membershipRemoved } from '@lastmile/messaging/events/customer/customer';
import { projection } from '@lastmile/messaging/handler';
import { saveMembership } from './actor/actor.store.ts';
import type { AuthWork } from './auth.ts';
import { changeActors } from './user/change-actors.ts';

/**
 * Who acts for a customer is said in the customer's stream, so two customers' changes for one user come in any order:
 * the user's version tells which is newer. A membership of a user that is not known here waits for the user.
 */
export const followMemberships = projection({
  name: 'follow-memberships',
  on: [membershipAdded, membershipRemoved],
  apply: async (work: AuthWork, event) => {
    const { userId, customerId, role, userVersion } = event.data;
    const active = event.type === membershipAdded.type;
    if (await saveMembership(work, { userId, customerId, role, active, userVersion })) {
      await changeActors(work, [userId], event.bulkid);
    }
  },
});
