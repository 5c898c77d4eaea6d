import { Access, Inherited, Owned } from '@lastmile/subgraph/access/access';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { InvalidInput, NotFound, Problem } from '@lastmile/subgraph/graphql/problem';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { createUnionType, Directive, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { PasswordRefused } from '../password/password.type.ts';
import { LastAdministrator, MoreThanYouHold } from '../role/role.type.ts';

export enum UserStatus {
  ACTIVE = 'ACTIVE',
  DEACTIVATED = 'DEACTIVATED',
}
registerEnumType(UserStatus, { name: 'UserStatus' });

@Directive('@key(fields: "id")')
@Owned<User>((user) => ({ userId: user.id }))
@ObjectType('User', { description: 'Somebody who may sign in: a customer’s person, or staff.' })
export class User {
  @Field(() => ID)
  @Access('user:read')
  id!: string;

  @Field(() => String, { description: 'Also the login name; upper and lower case do not matter.' })
  @Access('user:read')
  email!: string;

  @Field(() => String, { nullable: true, description: 'E.164, "+4915112345678".' })
  @Access('user:read')
  phone!: string | null;

  @Field(() => String, { nullable: true })
  @Access('user:read')
  displayName!: string | null;

  @Field(() => String, { description: 'BCP 47: the language to be written to in, "de-AT".' })
  @Access('user:read')
  locale!: string;

  @Field(() => UserStatus)
  @Access('user:read')
  status!: UserStatus;

  @Field(() => DateTimeScalar)
  @Access('user:read')
  registeredAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('user:read')
  passwordChangedAt!: Date | null;
}

export const UserConnection = connectionOf('User', () => User);

export enum UserOrder {
  NEWEST = 'NEWEST',
  EMAIL = 'EMAIL',
}
registerEnumType(UserOrder, { name: 'UserOrder' });

@InputType('UserFilter')
export class UserFilter {
  @Field(() => String, {
    nullable: true,
    description: 'The whole address; upper and lower case do not matter.',
  })
  email?: string | null;

  @Field(() => UserStatus, { nullable: true })
  status?: UserStatus | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'true: only who holds a staff role; false: only who holds none.',
  })
  staff?: boolean | null;
}

@InputType('RegisterUserInput')
export class RegisterUserInput {
  @Field(() => String, { description: 'The login name.' })
  email!: string;

  @Field(() => String, { description: '15 to 256 characters of any kind; a few unrelated words are best.' })
  password!: string;

  @Field(() => String, {
    nullable: true,
    description: 'BCP 47: the language to be written to in, "de-AT"; "en" unless given.',
  })
  locale?: string | null;

  @Field(() => String, { nullable: true })
  displayName?: string | null;

  @Field(() => String, { nullable: true, description: 'E.164, "+4915112345678".' })
  phone?: string | null;
}

@Inherited()
@ObjectType('RegisterUserSuccess')
export class RegisterUserSuccess {
  @Field(() => ID, { description: 'Sign in to see the user.' })
  userId!: string;
}

@Inherited()
@ObjectType('EmailTaken', { implements: Problem })
export class EmailTaken extends Problem {
  constructor() {
    super('EMAIL_TAKEN', 'Somebody is registered with this e-mail. Sign in, or register with another one.');
  }
}

@Inherited()
@ObjectType('PhoneTaken', { implements: Problem })
export class PhoneTaken extends Problem {
  constructor() {
    super('PHONE_TAKEN', 'Another user has this phone number. Leave it out or give another one.');
  }
}

export const RegisterUserResult = createUnionType({
  name: 'RegisterUserResult',
  types: () => [RegisterUserSuccess, EmailTaken, PhoneTaken, PasswordRefused, InvalidInput] as const,
});

@InputType('DeactivateUserInput')
export class DeactivateUserInput {
  @Field(() => ID)
  userId!: string;
}

@Inherited()
@ObjectType('DeactivateUserSuccess')
export class DeactivateUserSuccess {
  @Field(() => User)
  user!: User;
}

export const DeactivateUserResult = createUnionType({
  name: 'DeactivateUserResult',
  types: () => [DeactivateUserSuccess, NotFound, LastAdministrator, MoreThanYouHold] as const,
});
