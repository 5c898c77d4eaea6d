import type { CustomerRole } from '@lastmile/kernel/permission';
import { outcome } from '@lastmile/subgraph/graphql/outcome';
import { Field, ID, InputType } from 'type-graphql';
import { CustomerIsClosed } from '../customer/customer.problem.ts';
import { UserDeactivated } from '../user/user.problem.ts';
import { MembershipRoleEnum } from './membership.enum.ts';
import { AlreadyMember, LastOwner } from './membership.problem.ts';
import type { MembershipRow } from './membership.store.ts';
import { Membership } from './membership.type.ts';

@InputType()
export class AddMemberInput {
  @Field(() => ID)
  customerId!: string;

  @Field(() => ID)
  userId!: string;

  @Field(() => MembershipRoleEnum)
  role!: CustomerRole;
}

export const AddMemberOutcome = outcome<MembershipRow>('AddMember', 'membership', () => Membership, [
  CustomerIsClosed,
  UserDeactivated,
  AlreadyMember,
]);

@InputType()
export class ChangeMemberRoleInput {
  @Field(() => ID)
  membershipId!: string;

  @Field(() => MembershipRoleEnum)
  role!: CustomerRole;
}

export const ChangeMemberRoleOutcome = outcome<MembershipRow>(
  'ChangeMemberRole',
  'membership',
  () => Membership,
  [LastOwner],
);

@InputType()
export class RemoveMemberInput {
  @Field(() => ID)
  membershipId!: string;
}

export const RemoveMemberOutcome = outcome<MembershipRow>('RemoveMember', 'membership', () => Membership, [
  LastOwner,
]);
