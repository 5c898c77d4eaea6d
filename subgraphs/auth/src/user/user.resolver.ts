import { isId } from '@lastmile/kernel/id';
import { Access } from '@lastmile/subgraph/access/access';
import { PageArgs } from '@lastmile/subgraph/graphql/page';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { AuthContext } from '../auth.ts';
import { changePassword } from '../password/change-password.ts';
import {
  ChangePasswordInput,
  ChangePasswordResult,
  ChangePasswordSuccess,
} from '../password/password.type.ts';
import { CreateStaffUserInput, CreateStaffUserResult, CreateStaffUserSuccess } from '../role/grant.type.ts';
import { rolesOfUser } from '../role/role.store.ts';
import { GrantedRole } from '../role/role.type.ts';
import { listSessions } from '../session/list-sessions.ts';
import { SessionConnection } from '../session/session.type.ts';
import { createStaffUser } from './create-staff-user.ts';
import { deactivateUser } from './deactivate-user.ts';
import { listUsers } from './list-users.ts';
import { registerUser } from './register-user.ts';
import { userById } from './user.store.ts';
import {
  DeactivateUserInput,
  DeactivateUserResult,
  DeactivateUserSuccess,
  RegisterUserInput,
  RegisterUserResult,
  RegisterUserSuccess,
  User,
  UserConnection,
  UserFilter,
  UserOrder,
} from './user.type.ts';

@Resolver(() => User)
export class UserResolver {
  @Query(() => User, { nullable: true, description: 'The user who asks.' })
  @Access('user:read')
  me(@Ctx() context: AuthContext) {
    return context.actor.kind === 'user' ? context.load(userById, context.actor.id) : null;
  }

  @Query(() => User, { nullable: true, description: 'Oneself, or for staff anybody.' })
  @Access('user:read')
  user(@Arg('id', () => ID) id: string, @Ctx() context: AuthContext) {
    return isId(id) ? context.load(userById, id) : null;
  }

  @Query(() => UserConnection)
  @Access('user:manage')
  users(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => UserFilter, { nullable: true }) filter: UserFilter | null,
    @Arg('orderBy', () => UserOrder, { defaultValue: UserOrder.NEWEST }) orderBy: UserOrder,
    @Ctx() context: AuthContext,
  ) {
    return listUsers(context, args, filter, orderBy);
  }

  @FieldResolver(() => SessionConnection, { description: 'The newest first.' })
  @Access('session:read')
  sessions(
    @Root() user: User,
    @Args(() => PageArgs) args: PageArgs,
    @Arg('includeEnded', () => Boolean, { defaultValue: false }) includeEnded: boolean,
    @Ctx() context: AuthContext,
  ) {
    return listSessions(context, user.id, args, includeEnded);
  }

  @FieldResolver(() => [GrantedRole], { description: 'Staff roles; none for customers’ people.' })
  @Access('user:manage')
  roles(@Root() user: User, @Ctx() context: AuthContext) {
    return context.load(rolesOfUser, user.id);
  }

  @Mutation(() => RegisterUserResult, { description: 'Adds a user, who can then sign in.' })
  @Access('session:create')
  async registerUser(
    @Arg('input', () => RegisterUserInput) input: RegisterUserInput,
    @Ctx() context: AuthContext,
  ) {
    return Object.assign(new RegisterUserSuccess(), await registerUser(context, input));
  }

  @Mutation(() => CreateStaffUserResult, {
    description: 'Adds somebody of the staff, with roles that you hold yourself.',
  })
  @Access('user:manage')
  async createStaffUser(
    @Arg('input', () => CreateStaffUserInput) input: CreateStaffUserInput,
    @Ctx() context: AuthContext,
  ) {
    return Object.assign(new CreateStaffUserSuccess(), { user: await createStaffUser(context, input) });
  }

  @Mutation(() => DeactivateUserResult, {
    description: 'Ends all sessions of a user and lets them sign in no more.',
  })
  @Access('user:manage')
  async deactivateUser(
    @Arg('input', () => DeactivateUserInput) input: DeactivateUserInput,
    @Ctx() context: AuthContext,
  ) {
    return Object.assign(new DeactivateUserSuccess(), { user: await deactivateUser(context, input) });
  }

  @Mutation(() => ChangePasswordResult, {
    description: 'Changes your own password and ends your other sessions.',
  })
  @Access('session:end')
  async changePassword(
    @Arg('input', () => ChangePasswordInput) input: ChangePasswordInput,
    @Ctx() context: AuthContext,
  ) {
    return Object.assign(new ChangePasswordSuccess(), {
      endedSessions: await changePassword(context, input),
    });
  }
}
