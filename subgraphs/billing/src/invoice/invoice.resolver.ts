import { dateInZone } from '@lastmile/kernel/calendar';
import { Access } from '@lastmile/subgraph/access/access';
import { MoneyType } from '@lastmile/subgraph/graphql/money.type';
import { type Connection, PageArgs } from '@lastmile/subgraph/graphql/page';
import { CursorScalar } from '@lastmile/subgraph/graphql/scalars';
import { Tag } from '@lastmile/subgraph/graphql/tag';
import {
  Arg,
  Args,
  Ctx,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { accountLoader } from '../account/account.store.ts';
import { BillingAccountType } from '../account/account.type.ts';
import type { BillingContext } from '../billing.ts';
import { legalEntityLoader } from '../company/legal-entity.store.ts';
import { LegalEntityType } from '../company/legal-entity.type.ts';
import { InvoiceStatusEnum } from '../graphql/enums.ts';
import { loadById } from '../graphql/load-by-id.ts';
import { payments } from '../graphql/payments-tag.ts';
import type { SubjectArgs } from '../live/follow-subject.ts';
import { type PaymentRow, paymentsOfInvoiceLoader } from '../payment/payment.store.ts';
import { PaymentType } from '../payment/payment.type.ts';
import { CustomerStub } from '../stub/customer-stub.ts';
import { subscriptionLoader } from '../subscription/subscription.store.ts';
import { ServiceSubscriptionType } from '../subscription/subscription.type.ts';
import { seeTariff } from '../tariff/see-tariffs.ts';
import { TariffType } from '../tariff/tariff.type.ts';
import { cancelInvoice } from './cancel-invoice.ts';
import { followInvoices } from './follow-invoices.ts';
import { type InvoiceRow, invoiceLoader } from './invoice.store.ts';
import { invoiceStatus, openAmount } from './invoice.ts';
import {
  CancelInvoiceInput,
  cancelInvoiceOutcome,
  InvoiceConnection,
  InvoiceLineType,
  InvoicesFilterInput,
  InvoiceTaxType,
  InvoiceType,
  InvoiceUpdateType,
} from './invoice.type.ts';
import { linesOfInvoiceLoader, taxesOfInvoiceLoader } from './invoice-details.store.ts';
import { listInvoices } from './list-invoices.ts';

@Resolver(() => InvoiceType)
export class InvoiceResolver {
  @Query(() => InvoiceType, { nullable: true })
  @Access('invoice:read')
  invoice(@Ctx() context: BillingContext, @Arg('id', () => ID) id: string) {
    return loadById(context, invoiceLoader, id);
  }

  @Query(() => InvoiceConnection, { description: 'Everybody’s, for staff; the newest first.' })
  @Access('invoice:read')
  @Tag(payments)
  invoices(
    @Ctx() context: BillingContext,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => InvoicesFilterInput, { nullable: true }) filter: InvoicesFilterInput | null,
  ): Promise<Connection<InvoiceRow>> {
    return listInvoices(context, page, filter ?? {});
  }

  @FieldResolver(() => InvoiceStatusEnum)
  @Access('invoice:read')
  @Tag(payments)
  status(@Ctx() context: BillingContext, @Root() invoice: InvoiceRow) {
    return invoiceStatus(invoice, dateInZone(context.clock.now(), invoice.timeZone));
  }

  @FieldResolver(() => MoneyType, { description: 'What is still to be paid.' })
  @Access('invoice:read')
  @Tag(payments)
  openAmount(@Root() invoice: InvoiceRow) {
    return openAmount(invoice);
  }

  @FieldResolver(() => [InvoiceLineType])
  @Access('invoice:read')
  lines(@Ctx() context: BillingContext, @Root() invoice: InvoiceRow) {
    return context.load(linesOfInvoiceLoader, invoice.id);
  }

  @FieldResolver(() => [InvoiceTaxType], { description: 'One per rate.' })
  @Access('invoice:read')
  taxes(@Ctx() context: BillingContext, @Root() invoice: InvoiceRow) {
    return context.load(taxesOfInvoiceLoader, invoice.id);
  }

  @FieldResolver(() => [PaymentType], { description: 'Meant for it, or put against it.' })
  @Access('payment:read')
  payments(@Ctx() context: BillingContext, @Root() invoice: InvoiceRow): Promise<PaymentRow[]> {
    return context.load(paymentsOfInvoiceLoader, invoice.id);
  }

  @FieldResolver(() => BillingAccountType, { nullable: true })
  @Access('invoice:read')
  @Tag(payments)
  account(@Ctx() context: BillingContext, @Root() invoice: InvoiceRow) {
    return context.load(accountLoader, invoice.accountId);
  }

  @FieldResolver(() => LegalEntityType, { nullable: true })
  @Access('invoice:read')
  legalEntity(@Ctx() context: BillingContext, @Root() invoice: InvoiceRow) {
    return context.load(legalEntityLoader, invoice.legalEntityId);
  }

  @FieldResolver(() => CustomerStub, { nullable: true })
  @Access('invoice:read')
  customer(@Root() invoice: InvoiceRow) {
    return { id: invoice.customerId };
  }

  @FieldResolver(() => ServiceSubscriptionType, {
    nullable: true,
    description: 'The first one that it bills.',
  })
  @Access('invoice:read')
  subscription(@Ctx() context: BillingContext, @Root() invoice: InvoiceRow) {
    return loadById(context, subscriptionLoader, invoice.subscriptionId);
  }

  @FieldResolver(() => TariffType, {
    nullable: true,
    description: 'That of the first subscription that it bills.',
  })
  @Access('invoice:read')
  tariff(@Ctx() context: BillingContext, @Root() invoice: InvoiceRow) {
    return seeTariff(context, invoice.tariffId);
  }

  @Mutation(() => cancelInvoiceOutcome.Result, {
    description:
      'Takes back an invoice on which nothing was paid; what it charged is billed again by the next run.',
  })
  @Access('invoice:manage')
  async cancelInvoice(
    @Ctx() context: BillingContext,
    @Arg('input', () => CancelInvoiceInput) input: CancelInvoiceInput,
  ) {
    return cancelInvoiceOutcome.success(await cancelInvoice(context, input.invoiceId));
  }

  @Subscription(() => InvoiceUpdateType, {
    subscribe: ({ context, args }) => followInvoices(context as BillingContext, args as SubjectArgs),
    description: 'Of a customer or an account; without either, of all but bill runs (staff).',
  })
  @Access('invoice:read')
  invoiceUpdated(
    @Root() update: InvoiceUpdateType,
    @Arg('customerId', () => ID, { nullable: true }) _customerId: string | null,
    @Arg('accountId', () => ID, { nullable: true }) _accountId: string | null,
    @Arg('after', () => CursorScalar, { nullable: true }) _after: string | null,
  ): InvoiceUpdateType {
    return update;
  }
}

@Resolver(() => InvoiceLineType)
export class InvoiceLineResolver {
  @FieldResolver(() => TariffType, { nullable: true })
  @Access('invoice:read')
  tariff(@Ctx() context: BillingContext, @Root() line: { tariffId: string | null }) {
    return seeTariff(context, line.tariffId);
  }
}
