import { Access } from '@lastmile/subgraph/access/access';
import { PageArgs } from '@lastmile/subgraph/graphql/page';
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { addressById } from '../address/address.store.ts';
import { ConnectionAddress } from '../address/address.type.ts';
import { contractByApplication } from '../contract/contract.store.ts';
import { Contract } from '../contract/contract.type.ts';
import { customerById } from '../customer/customer.store.ts';
import { Customer } from '../customer/customer.type.ts';
import type { CustomerContext } from '../customer-domain.ts';
import { lineByApplication } from '../line/line.store.ts';
import { AccessLine } from '../line/line.type.ts';
import { ServiceSubscriptionStub } from '../service-subscription-stub.ts';
import { TariffStub } from '../tariff-stub.ts';
import { ApplicationStatusEnum } from './application.enum.ts';
import { type ApplicationRow, applicationById } from './application.store.ts';
import type { ApplicationStatus } from './application.ts';
import { ConnectionApplication, ConnectionApplicationConnection } from './application.type.ts';
import { type ApplicationFilter, listApplications } from './list-applications.ts';

@InputType('ConnectionApplicationFilter')
class ApplicationFilterInput implements ApplicationFilter {
  @Field(() => ApplicationStatusEnum, { nullable: true })
  status?: ApplicationStatus | null;

  @Field(() => ID, { nullable: true })
  regionId?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only activated ones that billing has refused to bill.',
  })
  refusedByBilling?: boolean | null;
}

@ArgsType()
class ApplicationsArgs extends PageArgs {
  @Field(() => ApplicationFilterInput, { nullable: true })
  filter?: ApplicationFilterInput | null;
}

@Resolver(() => ConnectionApplication)
export class ApplicationResolver {
  @Query(() => ConnectionApplication, { nullable: true })
  @Access('application:read')
  application(@Ctx() context: CustomerContext, @Arg('id', () => ID) id: string) {
    return context.load(applicationById, id);
  }

  @Query(() => ConnectionApplicationConnection, { description: 'The work list of staff, the oldest first.' })
  @Access('application:read')
  applications(@Ctx() context: CustomerContext, @Args(() => ApplicationsArgs) args: ApplicationsArgs) {
    return listApplications(context, args);
  }

  @FieldResolver(() => Customer, { nullable: true })
  @Access('application:read')
  customer(@Ctx() context: CustomerContext, @Root() { customerId }: ApplicationRow) {
    return context.load(customerById, customerId);
  }

  @FieldResolver(() => ConnectionAddress, { nullable: true })
  @Access('application:read')
  address(@Ctx() context: CustomerContext, @Root() { addressId }: ApplicationRow) {
    return context.load(addressById, addressId);
  }

  @FieldResolver(() => TariffStub, { nullable: true, description: 'What was applied for.' })
  @Access('application:read')
  tariff(@Root() { tariffId }: ApplicationRow) {
    return { id: tariffId };
  }

  @FieldResolver(() => Contract, { nullable: true, description: 'Unless it was terminated.' })
  @Access('application:read')
  contract(@Ctx() context: CustomerContext, @Root() { id }: ApplicationRow) {
    return context.load(contractByApplication, id);
  }

  @FieldResolver(() => AccessLine, { nullable: true, description: 'Unless it was ceased.' })
  @Access('application:read')
  line(@Ctx() context: CustomerContext, @Root() { id }: ApplicationRow) {
    return context.load(lineByApplication, id);
  }

  @FieldResolver(() => ServiceSubscriptionStub, {
    nullable: true,
    description: 'Null until billing has started it.',
  })
  @Access('subscription:read')
  subscription(@Root() { subscriptionId }: ApplicationRow) {
    return subscriptionId ? { id: subscriptionId } : null;
  }
}
