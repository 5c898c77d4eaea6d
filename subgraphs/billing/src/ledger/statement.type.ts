import type { CalendarDate } from '@lastmile/kernel/calendar';
import type { Money } from '@lastmile/kernel/money';
import { Access, Owned } from '@lastmile/subgraph/access/access';
import { MoneyType } from '@lastmile/subgraph/graphql/money.type';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { DateScalar, DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Field, ID, ObjectType } from 'type-graphql';
import { ownerOf } from '../access/permitted.ts';
import { LedgerKindEnum } from '../graphql/enums.ts';
import type { LedgerKind } from './posting.ts';
import type { StatementEntryRow, StatementRow } from './statement.store.ts';

@Owned((entry: StatementEntryRow) => ownerOf(entry))
@ObjectType('StatementEntry')
export class StatementEntryType {
  @Field(() => ID, { description: 'Grows in the order of booking.' })
  @Access('statement:read')
  id!: string;

  @Field(() => LedgerKindEnum)
  @Access('statement:read')
  kind!: LedgerKind;

  @Field(() => DateScalar)
  @Access('statement:read')
  bookedOn!: CalendarDate;

  @Field(() => DateTimeScalar)
  @Access('statement:read')
  bookedAt!: Date;

  @Field(() => MoneyType, { description: 'Positive: charged. Negative: paid or taken back.' })
  @Access('statement:read')
  amount!: Money;

  @Field(() => MoneyType, { description: 'What is owed after this entry.' })
  @Access('statement:read')
  balance!: Money;
}

export const StatementEntryConnection = connectionOf('StatementEntry', () => StatementEntryType);

@Owned((statement: StatementRow) => ownerOf(statement.account))
@ObjectType('Statement', { description: 'What happened on an account over some days, both included.' })
export class StatementType {
  @Field(() => DateScalar)
  @Access('statement:read')
  from!: CalendarDate;

  @Field(() => DateScalar)
  @Access('statement:read')
  to!: CalendarDate;

  @Field(() => MoneyType)
  @Access('statement:read')
  openingBalance!: Money;

  @Field(() => MoneyType)
  @Access('statement:read')
  closingBalance!: Money;
}
