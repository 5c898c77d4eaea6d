import { userDeactivated, userRegistered } from '@lastmile/messaging/events/auth/user';
import { projection } from '@lastmile/messaging/handler';
import type { CustomerWork } from './customer-domain.ts';
import { rememberUser } from './user/known-user.store.ts';

/** Who can be made a member, and which owners may still sign in. Memberships of a deactivated user stay as they are. */
export const onAuthUser = projection({
  name: 'know-users',
  on: [userRegistered, userDeactivated],
  apply: (work: CustomerWork, event) => rememberUser(work, event.data.userId, event.data.status),
});
