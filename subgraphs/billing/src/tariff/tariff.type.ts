import type { CalendarDate } from '@lastmile/kernel/calendar';
import type { Decimal, Money } from '@lastmile/kernel/money';
import { Access } from '@lastmile/subgraph/access/access';
import { MoneyType } from '@lastmile/subgraph/graphql/money.type';
import { outcome } from '@lastmile/subgraph/graphql/outcome';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import {
  CurrencyScalar,
  DateScalar,
  DateTimeScalar,
  DecimalScalar,
} from '@lastmile/subgraph/graphql/scalars';
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { TariffKindEnum, TariffStatusEnum } from '../graphql/enums.ts';
import { TariffCodeTaken, TariffNotPublishable, TariffNotPublished } from './tariff.problem.ts';
import type { TariffRow } from './tariff.store.ts';
import type { TariffKind, TariffStatus } from './tariff.ts';

@Directive('@key(fields: "id")')
@ObjectType('TariffVersion', {
  description: 'A tariff as it is sold from a day on; subscriptions keep theirs.',
})
export class TariffVersionType {
  @Field(() => ID)
  @Access('tariff:read')
  id!: string;

  @Field(() => Int)
  @Access('tariff:read')
  version!: number;

  @Field(() => TariffStatusEnum)
  @Access('tariff:read')
  status!: TariffStatus;

  @Field(() => MoneyType, { description: 'For one billing period, before tax.' })
  @Access('tariff:read')
  price!: Money;

  @Field(() => MoneyType, { description: 'Once, before tax.' })
  @Access('tariff:read')
  setupFee!: Money;

  @Field(() => Int)
  @Access('tariff:read')
  billingPeriodMonths!: number;

  @Field(() => Int, { nullable: true })
  @Access('tariff:read')
  downloadMbps!: number | null;

  @Field(() => Int, { nullable: true })
  @Access('tariff:read')
  uploadMbps!: number | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Where it is not the legal entity’s.' })
  @Access('tariff:read')
  taxRatePercent!: Decimal | null;

  @Field(() => DateScalar)
  @Access('tariff:read')
  validFrom!: CalendarDate;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('tariff:read')
  publishedAt!: Date | null;
}

@Directive('@key(fields: "id")')
@ObjectType('Tariff', { description: 'What can be bought. Drafts are seen by those who publish.' })
export class TariffType {
  @Field(() => ID)
  @Access('tariff:read')
  id!: string;

  @Field(() => String)
  @Access('tariff:read')
  code!: string;

  @Field(() => String)
  @Access('tariff:read')
  name!: string;

  @Field(() => TariffKindEnum)
  @Access('tariff:read')
  kind!: TariffKind;

  @Field(() => TariffStatusEnum)
  @Access('tariff:read')
  status!: TariffStatus;

  @Field(() => CurrencyScalar)
  @Access('tariff:read')
  currency!: string;
}

export const TariffConnection = connectionOf('Tariff', () => TariffType);

@InputType()
export class TariffFilterInput {
  @Field(() => TariffKindEnum, { nullable: true })
  kind?: TariffKind | null;

  @Field(() => [TariffStatusEnum], {
    nullable: true,
    description: 'PUBLISHED unless given; others are seen by those who publish.',
  })
  status?: TariffStatus[] | null;
}

@InputType()
abstract class TariffTermsInput {
  @Field(() => DecimalScalar, {
    description: 'For one billing period, before tax; may have more digits than the currency.',
  })
  price!: Decimal;

  @Field(() => DecimalScalar, { nullable: true, description: 'Once, before tax. 0 unless given.' })
  setupFee?: Decimal | null;

  @Field(() => Int, { nullable: true, description: '1 to 36; 1 unless given.' })
  billingPeriodMonths?: number | null;

  @Field(() => Int, { nullable: true })
  downloadMbps?: number | null;

  @Field(() => Int, { nullable: true })
  uploadMbps?: number | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The legal entity’s unless given.' })
  taxRatePercent?: Decimal | null;

  @Field(() => DateScalar, { nullable: true, description: 'Today unless given.' })
  validFrom?: CalendarDate | null;
}

@InputType()
export class CreateTariffInput extends TariffTermsInput {
  @Field(() => String, { description: 'Small letters, digits and hyphens: "fiber-500".' })
  code!: string;

  @Field(() => String)
  name!: string;

  @Field(() => TariffKindEnum)
  kind!: TariffKind;

  @Field(() => CurrencyScalar)
  currency!: string;
}

@InputType()
export class ReviseTariffInput extends TariffTermsInput {
  @Field(() => ID)
  tariffId!: string;
}

@InputType()
export class PublishTariffInput {
  @Field(() => ID)
  tariffId!: string;
}

@InputType()
export class WithdrawTariffInput {
  @Field(() => ID)
  tariffId!: string;
}

const type = () => TariffType;
export const createTariffOutcome = outcome<TariffRow>('CreateTariff', 'tariff', type, [TariffCodeTaken]);
export const reviseTariffOutcome = outcome<TariffRow>('ReviseTariff', 'tariff', type);
export const publishTariffOutcome = outcome<TariffRow>('PublishTariff', 'tariff', type, [
  TariffNotPublishable,
]);
export const withdrawTariffOutcome = outcome<TariffRow>('WithdrawTariff', 'tariff', type, [
  TariffNotPublished,
]);
