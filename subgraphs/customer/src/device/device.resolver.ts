import { Access } from '@lastmile/subgraph/access/access';
import { PageArgs } from '@lastmile/subgraph/graphql/page';
import {
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
import { customerById } from '../customer/customer.store.ts';
import { Customer } from '../customer/customer.type.ts';
import type { CustomerContext } from '../customer-domain.ts';
import { lineById } from '../line/line.store.ts';
import { AccessLine } from '../line/line.type.ts';
import { regionById } from '../region/region.store.ts';
import { Region } from '../region/region.type.ts';
import { DeviceStatusEnum } from './device.enum.ts';
import type { DeviceRow } from './device.store.ts';
import type { DeviceStatus } from './device.ts';
import { Device, DeviceConnection, DeviceModel, DeviceModelConnection } from './device.type.ts';
import { deviceModelById } from './device-model.store.ts';
import { type DeviceFilter, findDevice, listDeviceModels, listDevices } from './list-devices.ts';

@InputType('DeviceFilter')
class DeviceFilterInput implements DeviceFilter {
  @Field(() => DeviceStatusEnum, { nullable: true })
  status?: DeviceStatus | null;

  @Field(() => ID, { nullable: true })
  modelId?: string | null;

  @Field(() => ID, { nullable: true })
  regionId?: string | null;
}

@ArgsType()
class DevicesArgs extends PageArgs {
  @Field(() => DeviceFilterInput, { nullable: true })
  filter?: DeviceFilterInput | null;
}

@ArgsType()
class DeviceArgs {
  @Field(() => ID, { nullable: true })
  id?: string | null;

  @Field(() => String, { nullable: true })
  serial?: string | null;

  @Field(() => String, { nullable: true })
  mac?: string | null;
}

@Resolver(() => Device)
export class DeviceResolver {
  @Query(() => Device, { nullable: true, description: 'By exactly one of id, serial and mac.' })
  @Access('device:read')
  device(@Ctx() context: CustomerContext, @Args(() => DeviceArgs) args: DeviceArgs) {
    return findDevice(context, args);
  }

  @Query(() => DeviceConnection, { description: 'The stock list of staff, the oldest first.' })
  @Access('device:manage')
  devices(@Ctx() context: CustomerContext, @Args(() => DevicesArgs) args: DevicesArgs) {
    return listDevices(context, args);
  }

  @Query(() => DeviceModelConnection)
  @Access('device:manage')
  deviceModels(@Ctx() context: CustomerContext, @Args(() => PageArgs) args: PageArgs) {
    return listDeviceModels(context, args);
  }

  @FieldResolver(() => DeviceModel, { nullable: true })
  @Access('device:read')
  model(@Ctx() context: CustomerContext, @Root() { modelId }: DeviceRow) {
    return context.load(deviceModelById, modelId);
  }

  @FieldResolver(() => AccessLine, { nullable: true })
  @Access('device:read')
  line(@Ctx() context: CustomerContext, @Root() { lineId }: DeviceRow) {
    return lineId ? context.load(lineById, lineId) : null;
  }

  @FieldResolver(() => Customer, { nullable: true })
  @Access('device:read')
  customer(@Ctx() context: CustomerContext, @Root() { customerId }: DeviceRow) {
    return customerId ? context.load(customerById, customerId) : null;
  }

  @FieldResolver(() => Region, { nullable: true })
  @Access('region:read')
  region(@Ctx() context: CustomerContext, @Root() { regionId }: DeviceRow) {
    return context.load(regionById, regionId);
  }
}
