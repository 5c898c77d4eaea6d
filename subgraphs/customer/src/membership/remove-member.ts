import { permitted } from '../access/permitted.ts';
import type { CustomerContext } from '../customer-domain.ts';
import { emitMembershipRemoved } from './membership.event.ts';
import { LastOwner } from './membership.problem.ts';
import { deleteMembership, hasOtherOwner, lockMembership, type MembershipRow } from './membership.store.ts';

/** Gives the membership that is no more. Throws NOT_FOUND, FORBIDDEN, LastOwner. */
export async function removeMember(
  context: CustomerContext,
  input: { readonly membershipId: string },
): Promise<MembershipRow> {
  const removed = await context.transaction(async (work) => {
    const found = await lockMembership(work, input.membershipId);
    const membership = permitted(work, 'membership:manage', found, 'membership');
    if (membership.role === 'owner' && !(await hasOtherOwner(work, membership))) throw new LastOwner();
    const gone = await deleteMembership(work, membership);
    emitMembershipRemoved(work, gone);
    return gone;
  });
  if (removed.userId === context.actor.id) context.announceMembershipVersion(removed.userVersion);
  return removed;
}
