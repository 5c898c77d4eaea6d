import type { CalendarDate } from '@lastmile/kernel/calendar';
import type { Decimal, Money } from '@lastmile/kernel/money';
import { Access, Inherited, Owned } from '@lastmile/subgraph/access/access';
import { MoneyType } from '@lastmile/subgraph/graphql/money.type';
import { outcome } from '@lastmile/subgraph/graphql/outcome';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { CursorScalar, DateScalar, DateTimeScalar, DecimalScalar } from '@lastmile/subgraph/graphql/scalars';
import { Tag } from '@lastmile/subgraph/graphql/tag';
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ownerOf } from '../access/permitted.ts';
import { InvoiceLineKindEnum, InvoiceStatusEnum } from '../graphql/enums.ts';
import { payments } from '../graphql/payments-tag.ts';
import { InvoiceNotCancellable } from './invoice.problem.ts';
import type { InvoiceRow } from './invoice.store.ts';
import type { InvoiceStatus } from './invoice.ts';

@Directive('@key(fields: "id")')
@Owned((invoice: InvoiceRow) => ownerOf(invoice))
@ObjectType('Invoice')
export class InvoiceType {
  @Field(() => ID)
  @Access('invoice:read')
  @Tag(payments)
  id!: string;

  @Field(() => String, {
    description: 'The legal number: without gaps within legal entity, kind, year and series.',
  })
  @Access('invoice:read')
  @Tag(payments)
  number!: string;

  @Field(() => MoneyType, { description: 'Before tax.' })
  @Access('invoice:read')
  netTotal!: Money;

  @Field(() => MoneyType)
  @Access('invoice:read')
  taxTotal!: Money;

  @Field(() => MoneyType)
  @Access('invoice:read')
  @Tag(payments)
  total!: Money;

  @Field(() => DateScalar)
  @Access('invoice:read')
  issuedOn!: CalendarDate;

  @Field(() => DateScalar, { description: 'The last day on which a payment is in time.' })
  @Access('invoice:read')
  @Tag(payments)
  dueOn!: CalendarDate;

  @Field(() => DateScalar)
  @Access('invoice:read')
  periodStart!: CalendarDate;

  @Field(() => DateScalar, { description: 'Exclusive.' })
  @Access('invoice:read')
  periodEnd!: CalendarDate;

  @Field(() => DateTimeScalar)
  @Access('invoice:read')
  issuedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('invoice:read')
  cancelledAt!: Date | null;
}

export const InvoiceConnection = connectionOf('Invoice', () => InvoiceType);

@Inherited()
@ObjectType('InvoiceLine')
export class InvoiceLineType {
  @Field(() => ID)
  id!: string;

  @Field(() => InvoiceLineKindEnum)
  kind!: string;

  @Field(() => String)
  description!: string;

  @Field(() => Int)
  quantity!: number;

  @Field(() => MoneyType, {
    description: 'For a whole period, before tax; may have more digits than the currency.',
  })
  unitPrice!: Money;

  @Field(() => DateScalar)
  periodStart!: CalendarDate;

  @Field(() => DateScalar, { description: 'Exclusive.' })
  periodEnd!: CalendarDate;

  @Field(() => MoneyType, { description: 'Before tax, rounded.' })
  net!: Money;

  @Field(() => DecimalScalar)
  taxRatePercent!: Decimal;

  @Field(() => MoneyType, { description: 'What this line adds to the tax of its rate.' })
  tax!: Money;
}

@Inherited()
@ObjectType('InvoiceTax', { description: 'The tax of one rate.' })
export class InvoiceTaxType {
  @Field(() => DecimalScalar)
  ratePercent!: Decimal;

  @Field(() => MoneyType)
  net!: Money;

  @Field(() => MoneyType)
  tax!: Money;
}

@InputType()
export class InvoiceFilterInput {
  @Field(() => [InvoiceStatusEnum], { nullable: true, description: 'Any of these.' })
  status?: InvoiceStatus[] | null;
}

@InputType()
export class InvoicesFilterInput extends InvoiceFilterInput {
  @Field(() => ID, { nullable: true })
  customerId?: string | null;

  @Field(() => ID, { nullable: true })
  accountId?: string | null;

  @Field(() => ID, { nullable: true })
  legalEntityId?: string | null;

  @Field(() => ID, { nullable: true })
  billRunId?: string | null;

  @Field(() => String, { nullable: true, description: 'The whole legal number.' })
  number?: string | null;
}

@InputType()
export class CancelInvoiceInput {
  @Field(() => ID)
  invoiceId!: string;
}

export const cancelInvoiceOutcome = outcome<InvoiceRow>('CancelInvoice', 'invoice', () => InvoiceType, [
  InvoiceNotCancellable,
]);

@Inherited()
@ObjectType('InvoiceUpdateSummary')
export class InvoiceUpdateSummaryType {
  @Field(() => InvoiceStatusEnum)
  status!: InvoiceStatus;

  @Field(() => MoneyType)
  total!: Money;

  @Field(() => MoneyType)
  openAmount!: Money;
}

@Inherited()
@ObjectType('InvoiceUpdate')
export class InvoiceUpdateType {
  @Field(() => CursorScalar, { description: 'Come back with it as `after` and nothing is missed.' })
  cursor!: string;

  @Field(() => String, {
    description: 'SUBSCRIBED, RESYNC, or what happened: CREATED, PAID, OVERDUE, CANCELLED.',
  })
  change!: string;

  @Field(() => DateTimeScalar, { nullable: true })
  occurredAt!: Date | null;

  @Field(() => InvoiceType, { nullable: true, description: 'As it is now.' })
  invoice!: InvoiceRow | null;

  @Field(() => InvoiceUpdateSummaryType, { nullable: true, description: 'As it was then.' })
  summary!: InvoiceUpdateSummaryType | null;
}
