import type { CustomerRole } from '@lastmile/kernel/permission';
import { openCustomer } from '../customer/open-customer.ts';
import type { CustomerContext } from '../customer-domain.ts';
import { assertActiveUser } from '../user/known-user.store.ts';
import { emitMembershipAdded } from './membership.event.ts';
import { AlreadyMember } from './membership.problem.ts';
import { insertMembership, isMember, type MembershipRow } from './membership.store.ts';

export interface AddMember {
  readonly customerId: string;
  readonly userId: string;
  readonly role: CustomerRole;
}

/** Throws NOT_FOUND (customer, user), FORBIDDEN, CustomerIsClosed, UserDeactivated, AlreadyMember. */
export async function addMember(context: CustomerContext, input: AddMember): Promise<MembershipRow> {
  const added = await context.transaction(async (work) => {
    const customer = await openCustomer(work, input.customerId, 'membership:manage');
    const userId = await assertActiveUser(work, input.userId);
    if (await isMember(work, customer.id, userId)) throw new AlreadyMember();
    const { regionId, legalEntityId } = customer;
    const membership = await insertMembership(work, {
      customerId: customer.id,
      userId,
      role: input.role,
      regionId,
      legalEntityId,
    });
    emitMembershipAdded(work, membership);
    return membership;
  });
  if (added.userId === context.actor.id) context.announceMembershipVersion(added.userVersion);
  return added;
}
