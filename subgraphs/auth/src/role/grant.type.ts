import { Inherited } from '@lastmile/subgraph/access/access';
import { InvalidInput, NotFound } from '@lastmile/subgraph/graphql/problem';
import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { PasswordRefused } from '../password/password.type.ts';
import { EmailTaken, PhoneTaken, User } from '../user/user.type.ts';
import { LastAdministrator, MoreThanYouHold, StaffScopeInput } from './role.type.ts';

@InputType('GrantRoleInput')
export class GrantRoleInput {
  @Field(() => ID)
  userId!: string;

  @Field(() => ID)
  roleId!: string;

  @Field(() => StaffScopeInput, {
    nullable: true,
    description: 'Takes the place of the former scope where the role is held.',
  })
  scope?: StaffScopeInput | null;
}

@Inherited()
@ObjectType('GrantRoleSuccess')
export class GrantRoleSuccess {
  @Field(() => User)
  user!: User;
}

export const GrantRoleResult = createUnionType({
  name: 'GrantRoleResult',
  types: () => [GrantRoleSuccess, NotFound, MoreThanYouHold, LastAdministrator, InvalidInput] as const,
});

@InputType('RevokeRoleInput')
export class RevokeRoleInput {
  @Field(() => ID)
  userId!: string;

  @Field(() => ID)
  roleId!: string;
}

@Inherited()
@ObjectType('RevokeRoleSuccess')
export class RevokeRoleSuccess {
  @Field(() => User)
  user!: User;
}

export const RevokeRoleResult = createUnionType({
  name: 'RevokeRoleResult',
  types: () => [RevokeRoleSuccess, NotFound, MoreThanYouHold, LastAdministrator] as const,
});

@InputType('StaffGrantInput')
export class StaffGrantInput {
  @Field(() => ID)
  roleId!: string;

  @Field(() => StaffScopeInput, { nullable: true })
  scope?: StaffScopeInput | null;
}

@InputType('CreateStaffUserInput')
export class CreateStaffUserInput {
  @Field(() => String)
  email!: string;

  @Field(() => String, { description: 'A first password, to be handed over in person and changed.' })
  password!: string;

  @Field(() => String, { nullable: true })
  displayName?: string | null;

  @Field(() => String, { nullable: true })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: '"en" unless given.' })
  locale?: string | null;

  @Field(() => [StaffGrantInput])
  roles!: StaffGrantInput[];
}

@Inherited()
@ObjectType('CreateStaffUserSuccess')
export class CreateStaffUserSuccess {
  @Field(() => User)
  user!: User;
}

export const CreateStaffUserResult = createUnionType({
  name: 'CreateStaffUserResult',
  types: () =>
    [
      CreateStaffUserSuccess,
      EmailTaken,
      PhoneTaken,
      PasswordRefused,
      MoreThanYouHold,
      NotFound,
      InvalidInput,
    ] as const,
});
