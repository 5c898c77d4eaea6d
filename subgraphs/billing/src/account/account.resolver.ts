import type { CalendarDate } from '@lastmile/kernel/calendar';
import { firstLegalEntityId } from '@lastmile/kernel/company';
import { Access } from '@lastmile/subgraph/access/access';
import { type Connection, PageArgs } from '@lastmile/subgraph/graphql/page';
import { DateScalar } from '@lastmile/subgraph/graphql/scalars';
import { Tag } from '@lastmile/subgraph/graphql/tag';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { BillingContext } from '../billing.ts';
import { legalEntityLoader } from '../company/legal-entity.store.ts';
import { LegalEntityType } from '../company/legal-entity.type.ts';
import { loadById } from '../graphql/load-by-id.ts';
import { payments } from '../graphql/payments-tag.ts';
import type { InvoiceRow } from '../invoice/invoice.store.ts';
import { InvoiceConnection, InvoiceFilterInput } from '../invoice/invoice.type.ts';
import { invoicesUnder } from '../invoice/list-invoices.ts';
import { readStatement, type StatementRow } from '../ledger/statement.store.ts';
import { StatementType } from '../ledger/statement.type.ts';
import { allocateCredit } from '../payment/allocate-credit.ts';
import { CustomerStub } from '../stub/customer-stub.ts';
import { type SubscriptionRow, subscriptionsOfAccountLoader } from '../subscription/subscription.store.ts';
import { ServiceSubscriptionType } from '../subscription/subscription.type.ts';
import { type AccountRow, accountLoader } from './account.store.ts';
import {
  AllocateCreditInput,
  allocateCreditOutcome,
  BillingAccountType,
  OpenAccountInput,
  openAccountOutcome,
} from './account.type.ts';
import { openAccount } from './open-account.ts';

@Resolver(() => BillingAccountType)
export class AccountResolver {
  @Query(() => BillingAccountType, { nullable: true })
  @Access('account:read')
  billingAccount(@Ctx() context: BillingContext, @Arg('id', () => ID) id: string) {
    return loadById(context, accountLoader, id);
  }

  @FieldResolver(() => CustomerStub, { nullable: true })
  @Access('account:read')
  customer(@Root() account: AccountRow) {
    return { id: account.customerId };
  }

  @FieldResolver(() => LegalEntityType, { nullable: true })
  @Access('account:read')
  legalEntity(@Ctx() context: BillingContext, @Root() account: AccountRow) {
    return context.load(legalEntityLoader, account.legalEntityId);
  }

  @FieldResolver(() => [ServiceSubscriptionType])
  @Access('account:read')
  subscriptions(@Ctx() context: BillingContext, @Root() account: AccountRow): Promise<SubscriptionRow[]> {
    return context.load(subscriptionsOfAccountLoader, account.id);
  }

  @FieldResolver(() => InvoiceConnection, { description: 'The newest first.' })
  @Access('invoice:read')
  @Tag(payments)
  invoices(
    @Ctx() context: BillingContext,
    @Root() account: AccountRow,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => InvoiceFilterInput, { nullable: true }) filter: InvoiceFilterInput | null,
  ): Promise<Connection<InvoiceRow>> {
    return invoicesUnder(context, 'account', account.id, page, filter);
  }

  @FieldResolver(() => StatementType, { description: 'Over the days from `from` to `to`, both included.' })
  @Access('statement:read')
  statement(
    @Ctx() context: BillingContext,
    @Root() account: AccountRow,
    @Arg('from', () => DateScalar) from: CalendarDate,
    @Arg('to', () => DateScalar) to: CalendarDate,
  ): Promise<StatementRow> {
    return readStatement(context.database.query, account, from, to);
  }

  @Mutation(() => openAccountOutcome.Result)
  @Access('account:manage')
  async openAccount(
    @Ctx() context: BillingContext,
    @Arg('input', () => OpenAccountInput) input: OpenAccountInput,
  ) {
    const legalEntityId = input.legalEntityId ?? firstLegalEntityId;
    return openAccountOutcome.success(await openAccount(context, { ...input, legalEntityId }));
  }

  @Mutation(() => allocateCreditOutcome.Result, {
    description: 'Puts what is left of payments against what is open, oldest first.',
  })
  @Access('payment:manage')
  async allocateCredit(
    @Ctx() context: BillingContext,
    @Arg('input', () => AllocateCreditInput) input: AllocateCreditInput,
  ) {
    return allocateCreditOutcome.success(await allocateCredit(context, input.accountId));
  }
}
