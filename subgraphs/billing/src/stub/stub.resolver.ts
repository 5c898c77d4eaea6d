import { isRelated } from '@lastmile/kernel/actor';
import { isId } from '@lastmile/kernel/id';
import { Access } from '@lastmile/subgraph/access/access';
import { type Connection, PageArgs } from '@lastmile/subgraph/graphql/page';
import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { entitiesUnder, ownerOf } from '../access/permitted.ts';
import { type AccountRow, accountsOfCustomerLoader } from '../account/account.store.ts';
import { BillingAccountType } from '../account/account.type.ts';
import type { BillingContext } from '../billing.ts';
import type { InvoiceRow } from '../invoice/invoice.store.ts';
import { InvoiceConnection, InvoiceFilterInput } from '../invoice/invoice.type.ts';
import { invoicesUnder } from '../invoice/list-invoices.ts';
import { type SubscriptionRow, subscriptionsOfLineLoader } from '../subscription/subscription.store.ts';
import { ServiceSubscriptionType } from '../subscription/subscription.type.ts';
import { AccessLineStub } from './access-line-stub.ts';
import { CustomerStub } from './customer-stub.ts';

@Resolver(() => CustomerStub)
export class CustomerStubResolver {
  @FieldResolver(() => [BillingAccountType], { nullable: true })
  @Access('account:read')
  async accounts(@Ctx() context: BillingContext, @Root() customer: CustomerStub): Promise<AccountRow[]> {
    const rows = await context.load(accountsOfCustomerLoader, customer.id);
    return rows.filter((row) => isRelated(context.actor, ownerOf(row)));
  }

  @FieldResolver(() => InvoiceConnection, { nullable: true, description: 'The newest first.' })
  @Access('invoice:read')
  invoices(
    @Ctx() context: BillingContext,
    @Root() customer: CustomerStub,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => InvoiceFilterInput, { nullable: true }) filter: InvoiceFilterInput | null,
  ): Promise<Connection<InvoiceRow>> {
    return invoicesUnder(context, 'customer', customer.id, page, filter, entitiesUnder(context, customer.id));
  }
}

@Resolver(() => AccessLineStub)
export class AccessLineStubResolver {
  /** Whose a line is only its subscriptions say: those of others are left out, as if there were none. */
  @FieldResolver(() => [ServiceSubscriptionType], { nullable: true })
  @Access('subscription:read')
  async subscriptions(
    @Ctx() context: BillingContext,
    @Root() line: AccessLineStub,
  ): Promise<SubscriptionRow[]> {
    const rows = isId(line.id) ? await context.load(subscriptionsOfLineLoader, line.id) : [];
    const related = rows.filter((row) => isRelated(context.actor, ownerOf(row)));
    // The line has no owner here, so no door asks for what the field itself needs.
    for (const row of related) context.assertMay('subscription:read', ownerOf(row));
    return related;
  }
}
