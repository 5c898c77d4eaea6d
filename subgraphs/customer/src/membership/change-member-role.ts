import type { CustomerRole } from '@lastmile/kernel/permission';
import { permitted } from '../access/permitted.ts';
import type { CustomerContext } from '../customer-domain.ts';
import { emitMembershipAdded } from './membership.event.ts';
import { LastOwner } from './membership.problem.ts';
import {
  changeMembershipRole,
  hasOtherOwner,
  lockMembership,
  type MembershipRow,
} from './membership.store.ts';

/** Giving the role that the member has already changes nothing. Throws NOT_FOUND, FORBIDDEN, LastOwner. */
export async function changeMemberRole(
  context: CustomerContext,
  input: { readonly membershipId: string; readonly role: CustomerRole },
): Promise<MembershipRow> {
  const changed = await context.transaction(async (work) => {
    const found = await lockMembership(work, input.membershipId);
    const membership = permitted(work, 'membership:manage', found, 'membership');
    if (membership.role === input.role) return membership;
    if (membership.role === 'owner' && !(await hasOtherOwner(work, membership))) throw new LastOwner();
    const next = await changeMembershipRole(work, membership, input.role);
    emitMembershipAdded(work, next);
    return next;
  });
  if (changed.userId === context.actor.id) context.announceMembershipVersion(changed.userVersion);
  return changed;
}
