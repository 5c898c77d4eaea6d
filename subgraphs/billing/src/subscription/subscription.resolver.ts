import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { accountLoader } from '../account/account.store.ts';
import { BillingAccountType } from '../account/account.type.ts';
import type { BillingContext } from '../billing.ts';
import { loadById } from '../graphql/load-by-id.ts';
import { AccessLineStub } from '../stub/access-line-stub.ts';
import { seeTariff } from '../tariff/see-tariffs.ts';
import { TariffType } from '../tariff/tariff.type.ts';
import { endSubscription } from './end-subscription.ts';
import { startSubscription } from './start-subscription.ts';
import {
  phasePrice,
  phasesOfSubscriptionLoader,
  type SubscriptionRow,
  subscriptionLoader,
} from './subscription.store.ts';
import {
  EndSubscriptionInput,
  endSubscriptionOutcome,
  ServiceSubscriptionType,
  StartSubscriptionInput,
  SubscriptionPhaseType,
  startSubscriptionOutcome,
} from './subscription.type.ts';

@Resolver(() => ServiceSubscriptionType)
export class SubscriptionResolver {
  @Query(() => ServiceSubscriptionType, { nullable: true })
  @Access('subscription:read')
  serviceSubscription(@Ctx() context: BillingContext, @Arg('id', () => ID) id: string) {
    return loadById(context, subscriptionLoader, id);
  }

  @FieldResolver(() => TariffType, { nullable: true })
  @Access('subscription:read')
  tariff(@Ctx() context: BillingContext, @Root() subscription: SubscriptionRow) {
    return seeTariff(context, subscription.tariffId);
  }

  @FieldResolver(() => AccessLineStub, { nullable: true })
  @Access('subscription:read')
  line(@Root() subscription: SubscriptionRow) {
    return subscription.lineId ? { id: subscription.lineId } : null;
  }

  @FieldResolver(() => BillingAccountType, { nullable: true })
  @Access('subscription:read')
  account(@Ctx() context: BillingContext, @Root() subscription: SubscriptionRow) {
    return context.load(accountLoader, subscription.accountId);
  }

  @FieldResolver(() => [SubscriptionPhaseType])
  @Access('subscription:read')
  async phases(@Ctx() context: BillingContext, @Root() subscription: SubscriptionRow) {
    const phases = await context.load(phasesOfSubscriptionLoader, subscription.id);
    return phases.map((phase) => ({ ...phase, price: phasePrice(phase) }));
  }

  @Mutation(() => startSubscriptionOutcome.Result)
  @Access('subscription:manage')
  async startSubscription(
    @Ctx() context: BillingContext,
    @Arg('input', () => StartSubscriptionInput) input: StartSubscriptionInput,
  ) {
    return startSubscriptionOutcome.success(await startSubscription(context, input));
  }

  @Mutation(() => endSubscriptionOutcome.Result, { description: 'The last period is prorated by days.' })
  @Access('subscription:manage')
  async endSubscription(
    @Ctx() context: BillingContext,
    @Arg('input', () => EndSubscriptionInput) input: EndSubscriptionInput,
  ) {
    return endSubscriptionOutcome.success(await endSubscription(context, input));
  }
}
