import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, Directive, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { AuthContext } from '../auth.ts';
import { partnerById } from '../partner/partner.store.ts';
import { Partner } from '../partner/partner.type.ts';
import type { ApiKeyRow } from './api-key.store.ts';
import {
  ApiKey,
  ApiKeyStateScalar,
  ApiKeyStatus,
  IssueApiKeyInput,
  IssueApiKeyResult,
  IssueApiKeySuccess,
  RevokeApiKeyInput,
  RotateApiKeyInput,
  RotateApiKeyResult,
  RotateApiKeySuccess,
  revokeApiKeyOutcome,
} from './api-key.type.ts';
import { stateOfApiKey } from './api-key-state.ts';
import { issueApiKey } from './issue-api-key.ts';
import { revokeApiKey } from './revoke-api-key.ts';
import { rotateApiKey } from './rotate-api-key.ts';

@Resolver(() => ApiKey)
export class ApiKeyResolver {
  @Query(() => ApiKeyStateScalar, {
    nullable: true,
    description: 'What a key may now, by its prefix and hash; null when it does not sign in.',
  })
  @Directive('@inaccessible')
  @Access('actor:read')
  async stateOfApiKey(
    @Arg('prefix', () => String) prefix: string,
    @Arg('hash', () => String) hash: string,
    @Ctx() context: AuthContext,
  ) {
    context.assertMay('actor:read');
    return stateOfApiKey(context, { prefix, hash }, context.services.clock.now());
  }

  @FieldResolver(() => ApiKeyStatus)
  @Access('partner:read')
  status(@Root() key: ApiKeyRow, @Ctx() context: AuthContext): keyof typeof ApiKeyStatus {
    if (key.revokedAt) return 'REVOKED';
    return key.expiresAt <= context.services.clock.now() ? 'EXPIRED' : 'ACTIVE';
  }

  @FieldResolver(() => Partner, { nullable: true })
  @Access('partner:read')
  partner(@Root() key: ApiKeyRow, @Ctx() context: AuthContext) {
    return context.load(partnerById, key.partnerId);
  }

  @Mutation(() => IssueApiKeyResult, {
    description: 'A new key of a partner; at most two sign in at a time.',
  })
  @Access('partner:manage')
  async issueApiKey(
    @Arg('input', () => IssueApiKeyInput) input: IssueApiKeyInput,
    @Ctx() context: AuthContext,
  ) {
    return Object.assign(new IssueApiKeySuccess(), await issueApiKey(context, input));
  }

  @Mutation(() => RotateApiKeyResult, {
    description: 'A new key in the place of another, which signs in for a while longer.',
  })
  @Access('partner:manage')
  async rotateApiKey(
    @Arg('input', () => RotateApiKeyInput) input: RotateApiKeyInput,
    @Ctx() context: AuthContext,
  ) {
    return Object.assign(new RotateApiKeySuccess(), await rotateApiKey(context, input));
  }

  @Mutation(() => revokeApiKeyOutcome.Result, { description: 'Ends a key at once.' })
  @Access('partner:manage')
  async revokeApiKey(
    @Arg('input', () => RevokeApiKeyInput) input: RevokeApiKeyInput,
    @Ctx() context: AuthContext,
  ) {
    return revokeApiKeyOutcome.success(await revokeApiKey(context, input));
  }
}
