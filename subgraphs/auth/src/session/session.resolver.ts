import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { AuthContext } from '../auth.ts';
import { endOtherSessions, endSession } from './end-session.ts';
import { refreshSession } from './refresh-session.ts';
import {
  EndOtherSessionsResult,
  EndOtherSessionsSuccess,
  EndSessionInput,
  EndSessionResult,
  EndSessionSuccess,
  RefreshSessionInput,
  RefreshSessionResult,
  RefreshSessionSuccess,
  SignInInput,
  SignInResult,
  SignInSuccess,
  SignOutInput,
  SignOutResult,
  SignOutSuccess,
} from './session.type.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';

@Resolver()
export class SessionResolver {
  @Mutation(() => SignInResult, { description: 'Begins a session.' })
  @Access('session:create')
  async signIn(@Arg('input', () => SignInInput) input: SignInInput, @Ctx() context: AuthContext) {
    return Object.assign(new SignInSuccess(), await signIn(context, input));
  }

  @Mutation(() => RefreshSessionResult, {
    description:
      'Exchanges a refresh token for the next and a new access token. Each works once; within seconds the same answer is given again, later its session ends.',
  })
  @Access('session:create')
  async refreshSession(
    @Arg('input', () => RefreshSessionInput) input: RefreshSessionInput,
    @Ctx() context: AuthContext,
  ) {
    return Object.assign(new RefreshSessionSuccess(), await refreshSession(context, input));
  }

  @Mutation(() => SignOutResult)
  @Access('session:create')
  async signOut(
    @Arg('input', () => SignOutInput, { nullable: true }) input: SignOutInput | null,
    @Ctx() context: AuthContext,
  ) {
    await signOut(context, input ?? {});
    return Object.assign(new SignOutSuccess(), { signedOut: true });
  }

  @Mutation(() => EndSessionResult, {
    description: 'Ends a session of yours on another device; for staff, anybody’s.',
  })
  @Access('session:end')
  async endSession(@Arg('input', () => EndSessionInput) input: EndSessionInput, @Ctx() context: AuthContext) {
    return Object.assign(new EndSessionSuccess(), { session: await endSession(context, input) });
  }

  @Mutation(() => EndOtherSessionsResult, { description: 'Ends all your sessions but the one that asks.' })
  @Access('session:end')
  async endOtherSessions(@Ctx() context: AuthContext) {
    return Object.assign(new EndOtherSessionsSuccess(), { endedSessions: await endOtherSessions(context) });
  }
}
