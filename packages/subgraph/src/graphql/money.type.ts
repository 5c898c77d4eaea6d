import type { Currency, Decimal } from '@lastmile/kernel/money';
import { Money } from '@lastmile/kernel/money';
import { Directive, Field, InputType, ObjectType } from 'type-graphql';
import { Inherited } from '../access/access.ts';
import { CurrencyScalar, DecimalScalar } from './scalars.ts';

/** How kernel Money is shown. Resolvers return kernel Money as it is. */
@Directive('@shareable')
@Inherited()
@ObjectType('Money', { description: 'An exact amount in one currency.' })
export class MoneyType {
  @Field(() => DecimalScalar, { description: 'With at least the digits of the currency: "12.50".' })
  amount!: Decimal;

  @Field(() => CurrencyScalar)
  currency!: Currency;
}

@InputType('MoneyInput')
export class MoneyInput {
  @Field(() => DecimalScalar)
  amount!: Decimal;

  @Field(() => CurrencyScalar)
  currency!: Currency;
}

export function moneyOf(input: MoneyInput): Money {
  return Money.of(input.amount, input.currency);
}

/** Laid over the built schema: the amount as text with the currency's digits. */
export const moneyResolvers = { amount: (money: Money) => money.toAmountString() };
