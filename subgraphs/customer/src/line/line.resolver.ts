import { Access } from '@lastmile/subgraph/access/access';
import { PageArgs } from '@lastmile/subgraph/graphql/page';
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { addressById } from '../address/address.store.ts';
import { ConnectionAddress } from '../address/address.type.ts';
import { applicationById } from '../application/application.store.ts';
import { ConnectionApplication } from '../application/application.type.ts';
import { contractById } from '../contract/contract.store.ts';
import { Contract } from '../contract/contract.type.ts';
import { customerById } from '../customer/customer.store.ts';
import { Customer } from '../customer/customer.type.ts';
import type { CustomerContext } from '../customer-domain.ts';
import { devicesOfLine } from '../device/device.store.ts';
import { DeviceConnection } from '../device/device.type.ts';
import { PortStub } from '../port-stub.ts';
import { regionById } from '../region/region.store.ts';
import { Region } from '../region/region.type.ts';
import { pageUnder } from '../sql/list-under.ts';
import { TariffStub } from '../tariff-stub.ts';
import { type LineRow, lineById } from './line.store.ts';
import { isSuspended } from './line.ts';
import { AccessLine } from './line.type.ts';

@Resolver(() => AccessLine)
export class LineResolver {
  @Query(() => AccessLine, { nullable: true })
  @Access('line:read')
  line(@Ctx() context: CustomerContext, @Arg('id', () => ID) id: string) {
    return context.load(lineById, id);
  }

  @FieldResolver(() => Boolean, { description: 'Whether there is any reason among `blocks`.' })
  @Access('line:read')
  suspended(@Root() { blocks }: LineRow) {
    return isSuspended(blocks);
  }

  @FieldResolver(() => Customer, { nullable: true })
  @Access('line:read')
  customer(@Ctx() context: CustomerContext, @Root() { customerId }: LineRow) {
    return context.load(customerById, customerId);
  }

  @FieldResolver(() => Contract, { nullable: true })
  @Access('line:read')
  contract(@Ctx() context: CustomerContext, @Root() { contractId }: LineRow) {
    return contractId ? context.load(contractById, contractId) : null;
  }

  @FieldResolver(() => ConnectionAddress, { nullable: true })
  @Access('line:read')
  address(@Ctx() context: CustomerContext, @Root() { addressId }: LineRow) {
    return context.load(addressById, addressId);
  }

  @FieldResolver(() => ConnectionApplication, { nullable: true })
  @Access('line:read')
  application(@Ctx() context: CustomerContext, @Root() { applicationId }: LineRow) {
    return applicationId ? context.load(applicationById, applicationId) : null;
  }

  @FieldResolver(() => TariffStub, {
    nullable: true,
    description: 'The tariff that was applied for; what is billed is in `subscriptions`.',
  })
  @Access('line:read')
  async tariff(@Ctx() context: CustomerContext, @Root() { applicationId }: LineRow) {
    const application = applicationId ? await context.load(applicationById, applicationId) : null;
    return application && { id: application.tariffId };
  }

  @FieldResolver(() => Region, { nullable: true })
  @Access('region:read')
  region(@Ctx() context: CustomerContext, @Root() { regionId }: LineRow) {
    return context.load(regionById, regionId);
  }

  @FieldResolver(() => PortStub, { nullable: true, description: 'For staff who may see the network.' })
  @Access('node:read')
  port(@Root() { portId }: LineRow) {
    return portId ? { id: portId } : null;
  }

  @FieldResolver(() => DeviceConnection, { description: 'Installed on it or kept for it.' })
  @Access('device:read')
  devices(@Ctx() context: CustomerContext, @Root() { id }: LineRow, @Args(() => PageArgs) args: PageArgs) {
    return pageUnder(context, devicesOfLine, id, args);
  }
}
