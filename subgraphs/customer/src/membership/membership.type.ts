import type { CustomerRole } from '@lastmile/kernel/permission';
import { Access, Inherited, Owned } from '@lastmile/subgraph/access/access';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { ownerOf } from '../access/permitted.ts';
import { MembershipRoleEnum } from './membership.enum.ts';
import type { MembershipRow } from './membership.store.ts';

@Directive('@key(fields: "id")')
@Owned<MembershipRow>(ownerOf)
@ObjectType('Membership', { description: 'A user acts for a customer.' })
export class Membership {
  @Field(() => ID)
  @Access('membership:read')
  id!: string;

  @Field(() => MembershipRoleEnum)
  @Access('membership:read')
  role!: CustomerRole;

  @Field(() => DateTimeScalar)
  @Access('membership:read')
  createdAt!: Date;
}

export const MembershipConnection = connectionOf('Membership', () => Membership);

@Inherited()
@ObjectType('UserCustomer', { description: 'A customer for whom the user acts.' })
export class UserCustomer {
  @Field(() => MembershipRoleEnum)
  role!: CustomerRole;
}
