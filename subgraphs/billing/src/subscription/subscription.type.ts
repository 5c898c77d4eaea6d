import type { CalendarDate } from '@lastmile/kernel/calendar';
import type { Money } from '@lastmile/kernel/money';
import { Access, Inherited, Owned } from '@lastmile/subgraph/access/access';
import { MoneyType } from '@lastmile/subgraph/graphql/money.type';
import { outcome } from '@lastmile/subgraph/graphql/outcome';
import { DateScalar } from '@lastmile/subgraph/graphql/scalars';
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ownerOf } from '../access/permitted.ts';
import { SubscriptionStatusEnum } from '../graphql/enums.ts';
import {
  AccountNotUsable,
  AlreadyCharged,
  SubscriptionNotActive,
  TariffNotSold,
} from './subscription.problem.ts';
import type { SubscriptionRow, SubscriptionStatus } from './subscription.store.ts';

@Inherited()
@ObjectType('SubscriptionPhase', { description: 'What the subscription costs over some time.' })
export class SubscriptionPhaseType {
  @Field(() => ID)
  id!: string;

  @Field(() => DateScalar)
  startsOn!: CalendarDate;

  @Field(() => DateScalar, { nullable: true, description: 'Exclusive.' })
  endsOn!: CalendarDate | null;

  @Field(() => MoneyType, { description: 'For one of them and one billing period, before tax.' })
  price!: Money;

  @Field(() => Int)
  quantity!: number;

  @Field(() => Int)
  billingPeriodMonths!: number;

  @Field(() => DateScalar, { nullable: true, description: 'Exclusive; null: nothing has been charged yet.' })
  chargedThrough!: CalendarDate | null;
}

@Directive('@key(fields: "id")')
@Owned((subscription: SubscriptionRow) => ownerOf(subscription))
@ObjectType('ServiceSubscription', {
  description: 'A tariff that a customer has, on a line or on the account.',
})
export class ServiceSubscriptionType {
  @Field(() => ID)
  @Access('subscription:read')
  id!: string;

  @Field(() => SubscriptionStatusEnum)
  @Access('subscription:read')
  status!: SubscriptionStatus;

  @Field(() => DateScalar)
  @Access('subscription:read')
  startsOn!: CalendarDate;

  @Field(() => DateScalar, { nullable: true, description: 'Exclusive: the first day that is not charged.' })
  @Access('subscription:read')
  endsOn!: CalendarDate | null;
}

@InputType()
export class StartSubscriptionInput {
  @Field(() => ID)
  accountId!: string;

  @Field(() => ID)
  tariffId!: string;

  @Field(() => DateScalar, { nullable: true, description: 'Today unless given.' })
  startsOn?: CalendarDate | null;

  @Field(() => Int, { nullable: true, description: '1 unless given.' })
  quantity?: number | null;

  @Field(() => ID, { nullable: true, description: 'The access line that it is delivered on.' })
  lineId?: string | null;
}

@InputType()
export class EndSubscriptionInput {
  @Field(() => ID)
  subscriptionId!: string;

  @Field(() => DateScalar, { description: 'Exclusive: the first day that is not charged.' })
  endsOn!: CalendarDate;
}

const type = () => ServiceSubscriptionType;
export const startSubscriptionOutcome = outcome<SubscriptionRow>('StartSubscription', 'subscription', type, [
  TariffNotSold,
  AccountNotUsable,
]);
export const endSubscriptionOutcome = outcome<SubscriptionRow>('EndSubscription', 'subscription', type, [
  SubscriptionNotActive,
  AlreadyCharged,
]);
