import type { CalendarDate } from '@lastmile/kernel/calendar';
import type { Money } from '@lastmile/kernel/money';
import { Access, Owned } from '@lastmile/subgraph/access/access';
import { MoneyType } from '@lastmile/subgraph/graphql/money.type';
import { outcome } from '@lastmile/subgraph/graphql/outcome';
import { CurrencyScalar, DateScalar } from '@lastmile/subgraph/graphql/scalars';
import { Tag } from '@lastmile/subgraph/graphql/tag';
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ownerOf } from '../access/permitted.ts';
import { AccountStatusEnum } from '../graphql/enums.ts';
import { payments } from '../graphql/payments-tag.ts';
import { CustomerClosed } from './account.problem.ts';
import type { AccountRow, AccountStatus } from './account.store.ts';

@Directive('@key(fields: "id")')
@Owned((account: AccountRow) => ownerOf(account))
@ObjectType('BillingAccount', { description: 'Who pays: one currency, one legal entity, one calendar.' })
export class BillingAccountType {
  @Field(() => ID)
  @Access('account:read')
  @Tag(payments)
  id!: string;

  @Field(() => AccountStatusEnum)
  @Access('account:read')
  @Tag(payments)
  status!: AccountStatus;

  @Field(() => CurrencyScalar)
  @Access('account:read')
  @Tag(payments)
  currency!: string;

  @Field(() => String, { description: 'Billing periods and due dates live in it.' })
  @Access('account:read')
  timeZone!: string;

  @Field(() => Int, { description: 'The day of the month on which periods begin, 1 to 31.' })
  @Access('account:read')
  anchorDay!: number;

  @Field(() => Int)
  @Access('account:read')
  netTermDays!: number;

  @Field(() => MoneyType, { description: 'What is owed; negative is credit.' })
  @Access('account:read')
  @Tag(payments)
  balance!: Money;

  @Field(() => DateScalar, { nullable: true })
  @Access('account:read')
  nextBillOn!: CalendarDate | null;

  @Field(() => DateScalar)
  @Access('account:read')
  openedOn!: CalendarDate;
}

@InputType()
export class OpenAccountInput {
  @Field(() => ID)
  customerId!: string;

  @Field(() => ID, { nullable: true, description: 'The first one unless given.' })
  legalEntityId?: string | null;

  @Field(() => CurrencyScalar, { nullable: true, description: 'The legal entity’s unless given.' })
  currency?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'IANA, e.g. "Europe/Berlin". The legal entity’s unless given.',
  })
  timeZone?: string | null;

  @Field(() => Int, { nullable: true, description: '1 to 31. Today’s unless given.' })
  anchorDay?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Days from issue to due date. The legal entity’s unless given.',
  })
  netTermDays?: number | null;
}

export const openAccountOutcome = outcome<AccountRow>('OpenAccount', 'account', () => BillingAccountType, [
  CustomerClosed,
]);

@InputType()
export class AllocateCreditInput {
  @Field(() => ID)
  accountId!: string;
}

export const allocateCreditOutcome = outcome<AccountRow>(
  'AllocateCredit',
  'account',
  () => BillingAccountType,
);
