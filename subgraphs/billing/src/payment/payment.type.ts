import type { Money } from '@lastmile/kernel/money';
import { Access, Inherited, Owned } from '@lastmile/subgraph/access/access';
import { MoneyInput, MoneyType } from '@lastmile/subgraph/graphql/money.type';
import { outcome, resultUnion } from '@lastmile/subgraph/graphql/outcome';
import { CursorScalar, DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Tag } from '@lastmile/subgraph/graphql/tag';
import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { ownerOf } from '../access/permitted.ts';
import { PaymentStatusEnum, RecordedMethodEnum } from '../graphql/enums.ts';
import { payments } from '../graphql/payments-tag.ts';
import { IdempotencyMismatch, InvoiceNotPayable, PaymentInProgress } from './payment.problem.ts';
import type { PaymentRow } from './payment.store.ts';
import type { PaymentStatus } from './payment.ts';

@Directive('@key(fields: "id")')
@Owned((payment: PaymentRow) => ownerOf(payment))
@ObjectType('Payment')
export class PaymentType {
  @Field(() => ID)
  @Access('payment:read')
  @Tag(payments)
  id!: string;

  @Field(() => MoneyType)
  @Access('payment:read')
  @Tag(payments)
  amount!: Money;

  @Field(() => PaymentStatusEnum)
  @Access('payment:read')
  @Tag(payments)
  status!: PaymentStatus;

  @Field(() => String)
  @Access('payment:read')
  @Tag(payments)
  method!: string;

  @Field(() => String, { nullable: true, description: 'The provider’s code; "expired": it never answered.' })
  @Access('payment:read')
  failureReason!: string | null;

  @Field(() => DateTimeScalar)
  @Access('payment:read')
  @Tag(payments)
  requestedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it succeeded or failed.' })
  @Access('payment:read')
  @Tag(payments)
  settledAt!: Date | null;
}

@InputType()
export class PayInvoiceInput {
  @Field(() => ID)
  invoiceId!: string;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      'What is open unless given. Less is a partial payment; what is more stays as the account’s credit.',
  })
  amount?: MoneyInput | null;

  @Field(() => String, {
    description:
      'The payment provider’s token. Sandbox: sandbox-ok, sandbox-late, sandbox-never, sandbox-no, sandbox-timeout.',
  })
  method!: string;

  @Field(() => String, {
    description:
      '8 to 200 visible characters, new for each payment. Sent again with it, a request has no second effect and gets the same answer.',
  })
  idempotencyKey!: string;
}

@InputType()
export class RecordPaymentInput {
  @Field(() => ID)
  accountId!: string;

  @Field(() => MoneyInput)
  amount!: MoneyInput;

  @Field(() => RecordedMethodEnum)
  method!: 'CASH' | 'BANK_TRANSFER';

  @Field(() => String, { nullable: true, description: 'What the bank statement or the receipt calls it.' })
  reference?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Now unless given.' })
  receivedAt?: Date | null;

  @Field(() => String)
  idempotencyKey!: string;
}

@Inherited()
@ObjectType('PayInvoiceSuccess')
export class PayInvoiceSuccess {
  @Field(() => PaymentType)
  payment!: PaymentRow;
}

@Inherited()
@ObjectType('PaymentPending', {
  description:
    'The provider has not answered yet. paymentUpdated tells when it has; until then no other payment is taken.',
})
export class PaymentPending {
  @Field(() => PaymentType)
  payment!: PaymentRow;
}

@Inherited()
@ObjectType('PaymentDeclined', { description: 'The provider said no. Try another method, with a new key.' })
export class PaymentDeclined {
  @Field(() => PaymentType)
  payment!: PaymentRow;

  @Field(() => String, { description: 'The provider’s code.' })
  reason!: string;
}

export const PayInvoiceResult = resultUnion(
  'PayInvoice',
  [PayInvoiceSuccess, PaymentPending, PaymentDeclined],
  [InvoiceNotPayable, PaymentInProgress, IdempotencyMismatch],
);

export const recordPaymentOutcome = outcome<PaymentRow>('RecordPayment', 'payment', () => PaymentType, [
  IdempotencyMismatch,
]);

@Inherited()
@ObjectType('PaymentUpdateSummary')
export class PaymentUpdateSummaryType {
  @Field(() => MoneyType, { description: 'Paid, not paid, or put against an invoice.' })
  amount!: Money;
}

@Inherited()
@ObjectType('PaymentUpdate')
export class PaymentUpdateType {
  @Field(() => CursorScalar, { description: 'Come back with it as `after` and nothing is missed.' })
  cursor!: string;

  @Field(() => String, { description: 'SUBSCRIBED, RESYNC, or what happened: SUCCEEDED, FAILED, ALLOCATED.' })
  change!: string;

  @Field(() => DateTimeScalar, { nullable: true })
  occurredAt!: Date | null;

  @Field(() => PaymentType, { nullable: true, description: 'As it is now.' })
  payment!: PaymentRow | null;

  @Field(() => PaymentUpdateSummaryType, { nullable: true, description: 'As it was then.' })
  summary!: PaymentUpdateSummaryType | null;
}
