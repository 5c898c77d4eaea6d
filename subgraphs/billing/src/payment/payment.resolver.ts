import { Access } from '@lastmile/subgraph/access/access';
import { moneyOf } from '@lastmile/subgraph/graphql/money.type';
import { CursorScalar } from '@lastmile/subgraph/graphql/scalars';
import { Tag } from '@lastmile/subgraph/graphql/tag';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import { accountLoader } from '../account/account.store.ts';
import { BillingAccountType } from '../account/account.type.ts';
import type { BillingContext } from '../billing.ts';
import { loadById } from '../graphql/load-by-id.ts';
import { payments } from '../graphql/payments-tag.ts';
import { invoiceLoader } from '../invoice/invoice.store.ts';
import { InvoiceType } from '../invoice/invoice.type.ts';
import type { SubjectArgs } from '../live/follow-subject.ts';
import { CustomerStub } from '../stub/customer-stub.ts';
import { followPayments } from './follow-payments.ts';
import { type PaymentAnswer, payInvoice } from './pay-invoice.ts';
import { type PaymentRow, paymentLoader } from './payment.store.ts';
import {
  PayInvoiceInput,
  PayInvoiceResult,
  PayInvoiceSuccess,
  PaymentDeclined,
  PaymentPending,
  PaymentType,
  PaymentUpdateType,
  RecordPaymentInput,
  recordPaymentOutcome,
} from './payment.type.ts';
import { recordPayment } from './record-payment.ts';

@Resolver(() => PaymentType)
export class PaymentResolver {
  @Query(() => PaymentType, { nullable: true })
  @Access('payment:read')
  @Tag(payments)
  payment(@Ctx() context: BillingContext, @Arg('id', () => ID) id: string) {
    return loadById(context, paymentLoader, id);
  }

  @FieldResolver(() => InvoiceType, { nullable: true, description: 'What it was meant for.' })
  @Access('payment:read')
  invoice(@Ctx() context: BillingContext, @Root() payment: PaymentRow) {
    return loadById(context, invoiceLoader, payment.invoiceId);
  }

  @FieldResolver(() => BillingAccountType, { nullable: true })
  @Access('payment:read')
  @Tag(payments)
  account(@Ctx() context: BillingContext, @Root() payment: PaymentRow) {
    return context.load(accountLoader, payment.accountId);
  }

  @FieldResolver(() => CustomerStub, { nullable: true })
  @Access('payment:read')
  customer(@Root() payment: PaymentRow) {
    return { id: payment.customerId };
  }

  @Mutation(() => PayInvoiceResult, {
    description: 'Pays an invoice, wholly or in part, through the provider.',
  })
  @Access('invoice:pay')
  async payInvoice(
    @Ctx() context: BillingContext,
    @Arg('input', () => PayInvoiceInput) input: PayInvoiceInput,
  ) {
    return toAnswer(
      await payInvoice(context, { ...input, amount: input.amount ? moneyOf(input.amount) : null }),
    );
  }

  @Mutation(() => recordPaymentOutcome.Result, {
    description: 'Money that came in cash or by bank; put against what is open, oldest first.',
  })
  @Access('payment:record')
  @Tag(payments)
  async recordPayment(
    @Ctx() context: BillingContext,
    @Arg('input', () => RecordPaymentInput) input: RecordPaymentInput,
  ) {
    return recordPaymentOutcome.success(
      await recordPayment(context, { ...input, amount: moneyOf(input.amount) }),
    );
  }

  @Subscription(() => PaymentUpdateType, {
    subscribe: ({ context, args }) => followPayments(context as BillingContext, args as SubjectArgs),
    description: 'Of a customer or an account; without either, of all (staff).',
  })
  @Access('payment:read')
  @Tag(payments)
  paymentUpdated(
    @Root() update: PaymentUpdateType,
    @Arg('customerId', () => ID, { nullable: true }) _customerId: string | null,
    @Arg('accountId', () => ID, { nullable: true }) _accountId: string | null,
    @Arg('after', () => CursorScalar, { nullable: true }) _after: string | null,
  ): PaymentUpdateType {
    return update;
  }
}

function toAnswer({ answer, payment }: PaymentAnswer): object {
  if (answer === 'DECLINED')
    return Object.assign(new PaymentDeclined(), { payment, reason: payment.failureReason ?? 'declined' });
  return Object.assign(answer === 'PENDING' ? new PaymentPending() : new PayInvoiceSuccess(), { payment });
}
