import { Access, Inherited, Owned } from '@lastmile/subgraph/access/access';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { InvalidInput, NotFound, Problem } from '@lastmile/subgraph/graphql/problem';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import {
  createUnionType,
  Directive,
  Field,
  ID,
  InputType,
  Int,
  ObjectType,
  registerEnumType,
} from 'type-graphql';
import { TooManyAttempts, WrongCredentials } from '../password/password.type.ts';

export enum SessionEnd {
  SIGNED_OUT = 'SIGNED_OUT',
  ENDED_BY_OWNER = 'ENDED_BY_OWNER',
  ENDED_BY_STAFF = 'ENDED_BY_STAFF',
  TOKEN_REUSED = 'TOKEN_REUSED',
  PASSWORD_CHANGED = 'PASSWORD_CHANGED',
  DEACTIVATED = 'DEACTIVATED',
  EXPIRED = 'EXPIRED',
}
registerEnumType(SessionEnd, { name: 'SessionEnd', description: 'Why a session is over.' });

@Directive('@key(fields: "id")')
@Owned<Session>((session) => ({ userId: session.userId }))
@ObjectType('Session', { description: 'One sign-in on one device.' })
export class Session {
  @Field(() => ID)
  @Access('session:read')
  id!: string;

  userId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What the device called itself when it was last seen.',
  })
  @Access('session:read')
  userAgent!: string | null;

  @Field(() => String, { nullable: true, description: 'The network address it was last seen from.' })
  @Access('session:read')
  address!: string | null;

  @Field(() => DateTimeScalar)
  @Access('session:read')
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it last asked for an access token.' })
  @Access('session:read')
  lastSeenAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it ends unless it is used before.' })
  @Access('session:read')
  expiresAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('session:read')
  endedAt!: Date | null;

  @Field(() => SessionEnd, { nullable: true })
  @Access('session:read')
  endReason!: SessionEnd | null;
}

export const SessionConnection = connectionOf('Session', () => Session);

@InputType('SignInInput')
export class SignInInput {
  @Field(() => String)
  email!: string;

  @Field(() => String)
  password!: string;
}

/** What a client keeps of a sign-in or a refresh. */
@Inherited()
@ObjectType('SessionTokens')
export abstract class SessionTokens {
  @Field(() => ID)
  sessionId!: string;

  @Field(() => ID)
  userId!: string;

  @Field(() => String, { description: 'To be sent as "Authorization: Bearer …".' })
  accessToken!: string;

  @Field(() => DateTimeScalar)
  accessTokenExpiresAt!: Date;

  @Field(() => String, {
    description: 'For `refreshSession`, once; keep it where scripts of others cannot read it.',
  })
  refreshToken!: string;

  @Field(() => DateTimeScalar, { description: 'When the session ends unless it is refreshed before.' })
  sessionExpiresAt!: Date;
}

@Inherited()
@ObjectType('SignInSuccess')
export class SignInSuccess extends SessionTokens {}

export const SignInResult = createUnionType({
  name: 'SignInResult',
  types: () => [SignInSuccess, WrongCredentials, TooManyAttempts] as const,
});

@InputType('RefreshSessionInput')
export class RefreshSessionInput {
  @Field(() => String)
  refreshToken!: string;
}

@Inherited()
@ObjectType('RefreshSessionSuccess')
export class RefreshSessionSuccess extends SessionTokens {}

@Inherited()
@ObjectType('RefreshRefused', {
  implements: Problem,
  description: 'The token is unknown, was used before, or its session is over.',
})
export class RefreshRefused extends Problem {
  constructor() {
    super('REFRESH_REFUSED', 'This session is over. Sign in again.');
  }
}

export const RefreshSessionResult = createUnionType({
  name: 'RefreshSessionResult',
  types: () => [RefreshSessionSuccess, RefreshRefused] as const,
});

@InputType('SignOutInput')
export class SignOutInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Names the session where the access token has run out; without it, the caller’s own session ends.',
  })
  refreshToken?: string | null;
}

@Inherited()
@ObjectType('SignOutSuccess', { description: 'The session is over, whether it was before or not.' })
export class SignOutSuccess {
  @Field(() => Boolean)
  signedOut!: boolean;
}

export const SignOutResult = createUnionType({
  name: 'SignOutResult',
  types: () => [SignOutSuccess, InvalidInput] as const,
});

@InputType('EndSessionInput')
export class EndSessionInput {
  @Field(() => ID)
  sessionId!: string;
}

@Inherited()
@ObjectType('EndSessionSuccess')
export class EndSessionSuccess {
  @Field(() => Session)
  session!: Session;
}

export const EndSessionResult = createUnionType({
  name: 'EndSessionResult',
  types: () => [EndSessionSuccess, NotFound] as const,
});

@Inherited()
@ObjectType('EndOtherSessionsSuccess')
export class EndOtherSessionsSuccess {
  @Field(() => Int)
  endedSessions!: number;
}

export const EndOtherSessionsResult = createUnionType({
  name: 'EndOtherSessionsResult',
  types: () => [EndOtherSessionsSuccess] as const,
});
