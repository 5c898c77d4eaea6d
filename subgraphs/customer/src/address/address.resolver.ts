import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { customerById } from '../customer/customer.store.ts';
import { Customer } from '../customer/customer.type.ts';
import type { CustomerContext } from '../customer-domain.ts';
import { regionById } from '../region/region.store.ts';
import { Region } from '../region/region.type.ts';
import { addConnectionAddress } from './add-connection-address.ts';
import {
  AddConnectionAddressInput,
  AddConnectionAddressOutcome,
  SurveyAddressInput,
  SurveyAddressOutcome,
} from './address.mutation.ts';
import type { AddressRow } from './address.store.ts';
import { ConnectionAddress } from './address.type.ts';
import { surveyAddress } from './survey-address.ts';

@Resolver(() => ConnectionAddress)
export class AddressResolver {
  @FieldResolver(() => Customer, { nullable: true })
  @Access('address:read')
  customer(@Ctx() context: CustomerContext, @Root() { customerId }: AddressRow) {
    return context.load(customerById, customerId);
  }

  @FieldResolver(() => Region, { nullable: true })
  @Access('region:read')
  region(@Ctx() context: CustomerContext, @Root() { regionId }: AddressRow) {
    return context.load(regionById, regionId);
  }

  @Mutation(() => AddConnectionAddressOutcome.Result as never)
  @Access('address:manage')
  async addConnectionAddress(
    @Ctx() context: CustomerContext,
    @Arg('input', () => AddConnectionAddressInput) input: AddConnectionAddressInput,
  ) {
    return AddConnectionAddressOutcome.success(await addConnectionAddress(context, input));
  }

  @Mutation(() => SurveyAddressOutcome.Result as never, {
    description: 'States whether the network reaches an address.',
  })
  @Access('address:survey')
  async surveyAddress(
    @Ctx() context: CustomerContext,
    @Arg('input', () => SurveyAddressInput) input: SurveyAddressInput,
  ) {
    return SurveyAddressOutcome.success(await surveyAddress(context, input));
  }
}
