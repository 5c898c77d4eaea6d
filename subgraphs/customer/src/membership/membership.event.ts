import { membershipAdded, membershipRemoved } from '@lastmile/messaging/events/customer/customer';
import type { CustomerWork } from '../customer-domain.ts';
import type { MembershipRow } from './membership.store.ts';

export function emitMembershipAdded(work: CustomerWork, membership: MembershipRow): void {
  work.emit(membershipAdded, told(work, membership));
}

export function emitMembershipRemoved(work: CustomerWork, membership: MembershipRow): void {
  work.emit(membershipRemoved, told(work, membership));
}

function told(work: CustomerWork, membership: MembershipRow) {
  return {
    key: membership.customerId,
    subject: membership.id,
    time: work.clock.now(),
    data: membershipState(membership),
    ids: { customerid: membership.customerId, userid: membership.userId },
  };
}

export function membershipState(membership: MembershipRow) {
  const { id: membershipId, customerId, userId, role, userVersion } = membership;
  return { membershipId, customerId, userId, role, userVersion };
}
