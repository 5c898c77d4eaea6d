import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { AccountRow } from '../account/account.store.ts';
import { BillingAccountType } from '../account/account.type.ts';
import type { BillingContext } from '../billing.ts';
import { loadById } from '../graphql/load-by-id.ts';
import type { InvoiceRow } from '../invoice/invoice.store.ts';
import { InvoiceType } from '../invoice/invoice.type.ts';
import { profileLoader, profileOfAccountLoader } from './profile.store.ts';
import {
  BillingProfileType,
  UpdateBillingProfileInput,
  updateBillingProfileOutcome,
} from './profile.type.ts';
import { updateBillingProfile } from './update-billing-profile.ts';

@Resolver(() => BillingAccountType)
export class AccountProfileResolver {
  @FieldResolver(() => BillingProfileType, { nullable: true, description: 'What the next invoice prints.' })
  @Access('account:read')
  profile(@Ctx() context: BillingContext, @Root() account: AccountRow) {
    return context.load(profileOfAccountLoader, account.id);
  }

  @Mutation(() => updateBillingProfileOutcome.Result, {
    description: 'The buyer’s particulars for invoices from now on; issued ones keep theirs.',
  })
  @Access('account:manage')
  async updateBillingProfile(
    @Ctx() context: BillingContext,
    @Arg('input', () => UpdateBillingProfileInput) input: UpdateBillingProfileInput,
  ) {
    return updateBillingProfileOutcome.success(await updateBillingProfile(context, input));
  }
}

@Resolver(() => InvoiceType)
export class InvoiceProfileResolver {
  @FieldResolver(() => BillingProfileType, {
    nullable: true,
    description: 'The buyer as this invoice prints it.',
  })
  @Access('account:read')
  billingProfile(@Ctx() context: BillingContext, @Root() invoice: InvoiceRow) {
    return loadById(context, profileLoader, invoice.billingProfileId);
  }
}
