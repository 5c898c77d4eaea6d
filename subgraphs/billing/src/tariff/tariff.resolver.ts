import { Access } from '@lastmile/subgraph/access/access';
import { type Connection, PageArgs } from '@lastmile/subgraph/graphql/page';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { BillingContext } from '../billing.ts';
import { createTariff } from './create-tariff.ts';
import { publishTariff } from './publish-tariff.ts';
import { reviseTariff } from './revise-tariff.ts';
import { seeTariff, seeTariffs, seeVersion } from './see-tariffs.ts';
import { type TariffRow, type TariffVersionRow, versionsOfTariffLoader } from './tariff.store.ts';
import {
  CreateTariffInput,
  createTariffOutcome,
  PublishTariffInput,
  publishTariffOutcome,
  ReviseTariffInput,
  reviseTariffOutcome,
  TariffConnection,
  TariffFilterInput,
  TariffType,
  TariffVersionType,
  WithdrawTariffInput,
  withdrawTariffOutcome,
} from './tariff.type.ts';
import { withdrawTariff } from './withdraw-tariff.ts';

@Resolver(() => TariffType)
export class TariffResolver {
  @Query(() => TariffConnection, { description: 'What is sold, by name.' })
  @Access('tariff:read')
  tariffs(
    @Ctx() context: BillingContext,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => TariffFilterInput, { nullable: true }) filter: TariffFilterInput | null,
  ): Promise<Connection<TariffRow>> {
    return seeTariffs(context, page, filter ?? {});
  }

  @Query(() => TariffType, { nullable: true })
  @Access('tariff:read')
  tariff(@Ctx() context: BillingContext, @Arg('id', () => ID) id: string): Promise<TariffRow | null> {
    return seeTariff(context, id);
  }

  @FieldResolver(() => TariffVersionType, { nullable: true, description: 'The version that is sold now.' })
  @Access('tariff:read')
  current(@Ctx() context: BillingContext, @Root() tariff: TariffRow): Promise<TariffVersionRow | null> {
    return seeVersion(context, tariff.publishedVersionId);
  }

  @FieldResolver(() => [TariffVersionType], { description: 'The newest first.' })
  @Access('tariff:read')
  async versions(@Ctx() context: BillingContext, @Root() tariff: TariffRow): Promise<TariffVersionRow[]> {
    const versions = await context.load(versionsOfTariffLoader, tariff.id);
    return context.may('tariff:publish') ? versions : versions.filter(({ status }) => status !== 'DRAFT');
  }

  @Mutation(() => createTariffOutcome.Result, { description: 'Drafts a tariff with its first version.' })
  @Access('tariff:publish')
  async createTariff(
    @Ctx() context: BillingContext,
    @Arg('input', () => CreateTariffInput) input: CreateTariffInput,
  ) {
    return createTariffOutcome.success(await createTariff(context, input));
  }

  @Mutation(() => reviseTariffOutcome.Result, { description: 'Drafts the next version, to be published.' })
  @Access('tariff:publish')
  async reviseTariff(
    @Ctx() context: BillingContext,
    @Arg('input', () => ReviseTariffInput) input: ReviseTariffInput,
  ) {
    return reviseTariffOutcome.success(await reviseTariff(context, input));
  }

  @Mutation(() => publishTariffOutcome.Result, { description: 'Publishes the draft version.' })
  @Access('tariff:publish')
  async publishTariff(
    @Ctx() context: BillingContext,
    @Arg('input', () => PublishTariffInput) input: PublishTariffInput,
  ) {
    return publishTariffOutcome.success(await publishTariff(context, input.tariffId));
  }

  @Mutation(() => withdrawTariffOutcome.Result, { description: 'No longer sold; subscriptions go on.' })
  @Access('tariff:publish')
  async withdrawTariff(
    @Ctx() context: BillingContext,
    @Arg('input', () => WithdrawTariffInput) input: WithdrawTariffInput,
  ) {
    return withdrawTariffOutcome.success(await withdrawTariff(context, input.tariffId));
  }
}
