import { Access } from '@lastmile/subgraph/access/access';
import { PageArgs } from '@lastmile/subgraph/graphql/page';
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { addressesOfCustomer } from '../address/address.store.ts';
import { ConnectionAddressConnection } from '../address/address.type.ts';
import { applicationsOfCustomer } from '../application/application.store.ts';
import { ConnectionApplicationConnection } from '../application/application.type.ts';
import { contractsOfCustomer } from '../contract/contract.store.ts';
import { ContractConnection } from '../contract/contract.type.ts';
import type { CustomerContext } from '../customer-domain.ts';
import { devicesOfCustomer } from '../device/device.store.ts';
import { DeviceConnection } from '../device/device.type.ts';
import { linesOfCustomer } from '../line/line.store.ts';
import { AccessLineConnection } from '../line/line.type.ts';
import { membershipsOfCustomer } from '../membership/membership.store.ts';
import { MembershipConnection } from '../membership/membership.type.ts';
import { pageUnder } from '../sql/list-under.ts';
import { Customer } from './customer.type.ts';

type HasId = { readonly id: string };

/** What a customer has, each list in the order in which its rows were made. */
@Resolver(() => Customer)
export class CustomerListsResolver {
  @FieldResolver(() => ConnectionAddressConnection)
  @Access('address:read')
  addresses(@Ctx() context: CustomerContext, @Root() { id }: HasId, @Args(() => PageArgs) args: PageArgs) {
    return pageUnder(context, addressesOfCustomer, id, args);
  }

  @FieldResolver(() => ConnectionApplicationConnection)
  @Access('application:read')
  applications(@Ctx() context: CustomerContext, @Root() { id }: HasId, @Args(() => PageArgs) args: PageArgs) {
    return pageUnder(context, applicationsOfCustomer, id, args);
  }

  @FieldResolver(() => ContractConnection)
  @Access('contract:read')
  contracts(@Ctx() context: CustomerContext, @Root() { id }: HasId, @Args(() => PageArgs) args: PageArgs) {
    return pageUnder(context, contractsOfCustomer, id, args);
  }

  @FieldResolver(() => AccessLineConnection)
  @Access('line:read')
  lines(@Ctx() context: CustomerContext, @Root() { id }: HasId, @Args(() => PageArgs) args: PageArgs) {
    return pageUnder(context, linesOfCustomer, id, args);
  }

  @FieldResolver(() => DeviceConnection)
  @Access('device:read')
  devices(@Ctx() context: CustomerContext, @Root() { id }: HasId, @Args(() => PageArgs) args: PageArgs) {
    return pageUnder(context, devicesOfCustomer, id, args);
  }

  @FieldResolver(() => MembershipConnection)
  @Access('membership:read')
  memberships(@Ctx() context: CustomerContext, @Root() { id }: HasId, @Args(() => PageArgs) args: PageArgs) {
    return pageUnder(context, membershipsOfCustomer, id, args);
  }
}
