import { Access, Inherited } from '@lastmile/subgraph/access/access';
import { enumOf } from '@lastmile/subgraph/graphql/enum-of';
import { outcome, resultUnion } from '@lastmile/subgraph/graphql/outcome';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { GraphQLScalarType } from 'graphql';
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { MoreThanYouHold } from '../role/role.type.ts';
import type { ApiKeyRow } from './api-key.store.ts';

/** The kernel's ApiKeyState as a JSON object. Hidden from clients: only the gateway asks for it. */
export const ApiKeyStateScalar = new GraphQLScalarType({
  name: 'ApiKeyState',
  description: 'Which partner a key is of and what it may, as JSON.',
  extensions: { directives: { inaccessible: {} } },
});

export const ApiKeyStatus = enumOf('ApiKeyStatus', ['ACTIVE', 'EXPIRED', 'REVOKED']);

@Directive('@key(fields: "id")')
@ObjectType('ApiKey', {
  description: 'What a partner’s programs sign in with. The key itself is shown once, when it is issued.',
})
export class ApiKey {
  @Field(() => ID)
  @Access('partner:read')
  id!: string;

  @Field(() => String, { nullable: true })
  @Access('partner:read')
  label!: string | null;

  @Field(() => String, { description: 'How the key begins: to recognise it by.' })
  @Access('partner:read')
  prefix!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'What it may of what the partner may; null for all of it.',
  })
  @Access('partner:read')
  scopes!: string[] | null;

  @Field(() => DateTimeScalar)
  @Access('partner:read')
  createdAt!: Date;

  @Field(() => DateTimeScalar)
  @Access('partner:read')
  expiresAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('partner:read')
  revokedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'To within a minute.' })
  @Access('partner:read')
  lastUsedAt!: Date | null;
}

@Inherited()
@ObjectType('TooManyApiKeys', { implements: Problem })
export class TooManyApiKeys extends Problem {
  constructor() {
    super(
      'TOO_MANY_API_KEYS',
      'Two keys of this partner sign in already. Revoke one that is no longer used first.',
    );
  }
}

@Inherited()
@ObjectType('ApiKeyNotActive', { implements: Problem })
export class ApiKeyNotActive extends Problem {
  constructor() {
    super('API_KEY_NOT_ACTIVE', 'This key has ended already. Issue a new one.');
  }
}

@InputType('IssueApiKeyInput')
export class IssueApiKeyInput {
  @Field(() => ID)
  partnerId!: string;

  @Field(() => String, { nullable: true, description: 'For people: where it is used.' })
  label?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Of the partner’s permissions; all of them unless given.',
  })
  scopes?: string[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'In a year unless given; two years at most.' })
  expiresAt?: Date | null;
}

@InputType('RotateApiKeyInput')
export class RotateApiKeyInput {
  @Field(() => ID)
  apiKeyId!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'How much longer the old key signs in, in hours: 24 unless given, 0 to 720.',
  })
  overlapHours?: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Of the new key; in a year unless given.' })
  expiresAt?: Date | null;
}

@InputType('RevokeApiKeyInput')
export class RevokeApiKeyInput {
  @Field(() => ID)
  apiKeyId!: string;
}

@Inherited()
@ObjectType('IssueApiKeySuccess')
export class IssueApiKeySuccess {
  @Field(() => ApiKey)
  apiKey!: ApiKeyRow;

  @Field(() => String, { description: 'The key, for the header x-api-key. It is not shown again.' })
  key!: string;
}

@Inherited()
@ObjectType('RotateApiKeySuccess')
export class RotateApiKeySuccess extends IssueApiKeySuccess {
  @Field(() => ApiKey, { description: 'The old one, with its new end.' })
  replaced!: ApiKeyRow;
}

export const IssueApiKeyResult = resultUnion(
  'IssueApiKey',
  [IssueApiKeySuccess],
  [TooManyApiKeys, MoreThanYouHold],
);
export const RotateApiKeyResult = resultUnion(
  'RotateApiKey',
  [RotateApiKeySuccess],
  [TooManyApiKeys, ApiKeyNotActive, MoreThanYouHold],
);
export const revokeApiKeyOutcome = outcome<ApiKeyRow>('RevokeApiKey', 'apiKey', () => ApiKey);
