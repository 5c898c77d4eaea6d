import { Access } from '@lastmile/subgraph/access/access';
import { connectionOf, PageArgs } from '@lastmile/subgraph/graphql/page';
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { CustomerContext } from '../customer-domain.ts';
import { regionById } from '../region/region.store.ts';
import { Region } from '../region/region.type.ts';
import { closeCustomer } from './close-customer.ts';
import { createCustomer } from './create-customer.ts';
import { CustomerOrderEnum, CustomerStatusEnum } from './customer.enum.ts';
import {
  CloseCustomerInput,
  CloseCustomerOutcome,
  CreateCustomerInput,
  CreateCustomerResult,
  CreateCustomerSuccess,
  RegisterCustomerInput,
  RegisterCustomerOutcome,
  UpdateCustomerInput,
  UpdateCustomerOutcome,
} from './customer.mutation.ts';
import { type CustomerRow, customerById } from './customer.store.ts';
import { type CustomerStatus, displayName } from './customer.ts';
import { Customer } from './customer.type.ts';
import { type CustomerFilter, type CustomerOrder, listCustomers } from './list-customers.ts';
import { registerCustomer } from './register-customer.ts';
import { updateCustomer } from './update-customer.ts';

@InputType('CustomerFilter')
class CustomerFilterInput implements CustomerFilter {
  @Field(() => String, {
    nullable: true,
    description:
      'The beginning of a name (family or given name first), number, e-mail address or telephone number.',
  })
  search?: string | null;

  @Field(() => ID, { nullable: true })
  regionId?: string | null;

  @Field(() => CustomerStatusEnum, { nullable: true })
  status?: CustomerStatus | null;

  @Field(() => String, { nullable: true })
  segment?: string | null;
}

@ArgsType()
class CustomersArgs extends PageArgs {
  @Field(() => CustomerFilterInput, { nullable: true })
  filter?: CustomerFilterInput | null;

  @Field(() => CustomerOrderEnum, { defaultValue: 'NUMBER' })
  orderBy!: CustomerOrder;
}

export const CustomerConnection = connectionOf('Customer', () => Customer);

@Resolver(() => Customer)
export class CustomerResolver {
  @Query(() => Customer, { nullable: true })
  @Access('customer:read')
  customer(@Ctx() context: CustomerContext, @Arg('id', () => ID) id: string) {
    return context.load(customerById, id);
  }

  @Query(() => CustomerConnection, { description: 'For staff, within their regions and legal entities.' })
  @Access('customer:list')
  customers(@Ctx() context: CustomerContext, @Args(() => CustomersArgs) args: CustomersArgs) {
    return listCustomers(context, args);
  }

  @FieldResolver(() => String, { description: 'The company, or given and family name.' })
  @Access('customer:read')
  name(@Root() customer: CustomerRow) {
    return displayName(customer);
  }

  @FieldResolver(() => Region, { nullable: true })
  @Access('region:read')
  region(@Ctx() context: CustomerContext, @Root() { regionId }: CustomerRow) {
    return context.load(regionById, regionId);
  }

  @Mutation(() => CreateCustomerResult as never, {
    description: 'Makes a customer of one’s own; the caller becomes its owner.',
  })
  @Access('customer:create')
  async createCustomer(
    @Ctx() context: CustomerContext,
    @Arg('input', () => CreateCustomerInput) input: CreateCustomerInput,
  ) {
    return Object.assign(new CreateCustomerSuccess(), await createCustomer(context, input));
  }

  @Mutation(() => RegisterCustomerOutcome.Result as never, {
    description: 'Staff make a customer for somebody else.',
  })
  @Access('customer:register')
  async registerCustomer(
    @Ctx() context: CustomerContext,
    @Arg('input', () => RegisterCustomerInput) input: RegisterCustomerInput,
  ) {
    return RegisterCustomerOutcome.success(await registerCustomer(context, input));
  }

  @Mutation(() => UpdateCustomerOutcome.Result as never)
  @Access('customer:update')
  async updateCustomer(
    @Ctx() context: CustomerContext,
    @Arg('input', () => UpdateCustomerInput) input: UpdateCustomerInput,
  ) {
    return UpdateCustomerOutcome.success(await updateCustomer(context, input));
  }

  @Mutation(() => CloseCustomerOutcome.Result as never, {
    description: 'Withdraws what is open and ends contracts; refused while lines are in service.',
  })
  @Access('customer:close')
  async closeCustomer(
    @Ctx() context: CustomerContext,
    @Arg('input', () => CloseCustomerInput) input: CloseCustomerInput,
  ) {
    return CloseCustomerOutcome.success(await closeCustomer(context, input));
  }
}
