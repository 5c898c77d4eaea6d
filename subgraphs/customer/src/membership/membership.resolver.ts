import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { customerById } from '../customer/customer.store.ts';
import { Customer } from '../customer/customer.type.ts';
import type { CustomerContext } from '../customer-domain.ts';
import { UserStub } from '../user-stub.ts';
import { addMember } from './add-member.ts';
import { changeMemberRole } from './change-member-role.ts';
import {
  AddMemberInput,
  AddMemberOutcome,
  ChangeMemberRoleInput,
  ChangeMemberRoleOutcome,
  RemoveMemberInput,
  RemoveMemberOutcome,
} from './membership.mutation.ts';
import { type MembershipRow, membershipsOfUser } from './membership.store.ts';
import { Membership, UserCustomer } from './membership.type.ts';
import { removeMember } from './remove-member.ts';

@Resolver(() => Membership)
export class MembershipResolver {
  @FieldResolver(() => Customer, { nullable: true })
  @Access('customer:read')
  customer(@Ctx() context: CustomerContext, @Root() { customerId }: MembershipRow) {
    return context.load(customerById, customerId);
  }

  @FieldResolver(() => UserStub, {
    nullable: true,
    description: 'Visible to the user themselves and to staff who may see users.',
  })
  @Access('membership:read')
  user(@Root() { userId }: MembershipRow) {
    return { id: userId };
  }

  @Mutation(() => AddMemberOutcome.Result as never)
  @Access('membership:manage')
  async addMember(
    @Ctx() context: CustomerContext,
    @Arg('input', () => AddMemberInput) input: AddMemberInput,
  ) {
    return AddMemberOutcome.success(await addMember(context, input));
  }

  @Mutation(() => ChangeMemberRoleOutcome.Result as never)
  @Access('membership:manage')
  async changeMemberRole(
    @Ctx() context: CustomerContext,
    @Arg('input', () => ChangeMemberRoleInput) input: ChangeMemberRoleInput,
  ) {
    return ChangeMemberRoleOutcome.success(await changeMemberRole(context, input));
  }

  @Mutation(() => RemoveMemberOutcome.Result as never, {
    description: 'Answers with the membership as it was. The last owner cannot go.',
  })
  @Access('membership:manage')
  async removeMember(
    @Ctx() context: CustomerContext,
    @Arg('input', () => RemoveMemberInput) input: RemoveMemberInput,
  ) {
    return RemoveMemberOutcome.success(await removeMember(context, input));
  }
}

@Resolver(() => UserStub)
export class UserCustomersResolver {
  @FieldResolver(() => [UserCustomer], { nullable: true, description: 'For whom the user acts.' })
  @Access('user:read')
  customers(@Ctx() context: CustomerContext, @Root() { id }: UserStub) {
    return context.load(membershipsOfUser, id);
  }
}

@Resolver(() => UserCustomer)
export class UserCustomerResolver {
  @FieldResolver(() => Customer, {
    nullable: true,
    description: 'Null where you have nothing to do with the customer yourself.',
  })
  customer(@Ctx() context: CustomerContext, @Root() { customerId }: MembershipRow) {
    return context.load(customerById, customerId);
  }
}
