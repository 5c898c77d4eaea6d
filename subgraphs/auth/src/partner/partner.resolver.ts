import { isId } from '@lastmile/kernel/id';
import { Access } from '@lastmile/subgraph/access/access';
import { PageArgs } from '@lastmile/subgraph/graphql/page';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { apiKeysOfPartner } from '../api-key/api-key.store.ts';
import { ApiKey } from '../api-key/api-key.type.ts';
import type { AuthContext } from '../auth.ts';
import { StaffScopeType } from '../role/role.type.ts';
import { changePartner } from './change-partner.ts';
import { createPartner } from './create-partner.ts';
import { listPartners } from './list-partners.ts';
import { type PartnerRow, partnerById } from './partner.store.ts';
import {
  ChangePartnerInput,
  CreatePartnerInput,
  changePartnerOutcome,
  createPartnerOutcome,
  Partner,
  PartnerConnection,
} from './partner.type.ts';

@Resolver(() => Partner)
export class PartnerResolver {
  @Query(() => Partner, { nullable: true })
  @Access('partner:read')
  partner(@Arg('id', () => ID) id: string, @Ctx() context: AuthContext) {
    return isId(id) ? context.load(partnerById, id) : null;
  }

  @Query(() => PartnerConnection, { description: 'By name.' })
  @Access('partner:read')
  partners(@Args(() => PageArgs) args: PageArgs, @Ctx() context: AuthContext) {
    return listPartners(context, args);
  }

  @FieldResolver(() => StaffScopeType, { description: 'Where its permissions hold.' })
  @Access('partner:read')
  scope(@Root() { legalEntityIds, regionIds }: PartnerRow): StaffScopeType {
    return { legalEntityIds, regionIds };
  }

  @FieldResolver(() => [ApiKey], { description: 'The newest twenty, those that have ended among them.' })
  @Access('partner:read')
  apiKeys(@Root() partner: PartnerRow, @Ctx() context: AuthContext) {
    return context.load(apiKeysOfPartner, partner.id);
  }

  @Mutation(() => createPartnerOutcome.Result, {
    description: 'Makes a partner with permissions that you hold yourself; it signs in once it has a key.',
  })
  @Access('partner:manage')
  async createPartner(
    @Arg('input', () => CreatePartnerInput) input: CreatePartnerInput,
    @Ctx() context: AuthContext,
  ) {
    return createPartnerOutcome.success(await createPartner(context, input));
  }

  @Mutation(() => changePartnerOutcome.Result, {
    description: 'Changes what a partner may, its quotas or its state: for all its keys, within a second.',
  })
  @Access('partner:manage')
  async changePartner(
    @Arg('input', () => ChangePartnerInput) input: ChangePartnerInput,
    @Ctx() context: AuthContext,
  ) {
    return changePartnerOutcome.success(await changePartner(context, input));
  }
}
