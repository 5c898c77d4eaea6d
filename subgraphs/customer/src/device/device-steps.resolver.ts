import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { CustomerContext } from '../customer-domain.ts';
import {
  AddDeviceModelInput,
  AddDeviceModelOutcome,
  InstallDeviceInput,
  InstallDeviceOutcome,
  ReceiveDeviceInput,
  ReceiveDeviceOutcome,
  ReleaseDeviceInput,
  ReleaseDeviceOutcome,
  ReserveDeviceInput,
  ReserveDeviceOutcome,
  RestockDeviceInput,
  RestockDeviceOutcome,
  ReturnDeviceInput,
  ReturnDeviceOutcome,
  ScrapDeviceInput,
  ScrapDeviceOutcome,
  SwapDeviceInput,
  SwapDeviceOutcome,
} from './device.mutation.ts';
import { Device } from './device.type.ts';
import { installDevice, returnDevice, swapDevice } from './install-device.ts';
import { releaseDevice, reserveDevice, restockDevice, scrapDevice } from './keep-stock.ts';
import { addDeviceModel, receiveDevice } from './receive-device.ts';

@Resolver(() => Device)
export class DeviceStepsResolver {
  @Mutation(() => AddDeviceModelOutcome.Result as never)
  @Access('device:manage')
  async addDeviceModel(
    @Ctx() context: CustomerContext,
    @Arg('input', () => AddDeviceModelInput) input: AddDeviceModelInput,
  ) {
    return AddDeviceModelOutcome.success(await addDeviceModel(context, input));
  }

  @Mutation(() => ReceiveDeviceOutcome.Result as never, {
    description: 'Puts a new device into stock.',
  })
  @Access('device:manage')
  async receiveDevice(
    @Ctx() context: CustomerContext,
    @Arg('input', () => ReceiveDeviceInput) input: ReceiveDeviceInput,
  ) {
    return ReceiveDeviceOutcome.success(await receiveDevice(context, input));
  }

  @Mutation(() => ReserveDeviceOutcome.Result as never, {
    description: 'Keeps a device from stock for a line.',
  })
  @Access('device:manage')
  async reserveDevice(
    @Ctx() context: CustomerContext,
    @Arg('input', () => ReserveDeviceInput) input: ReserveDeviceInput,
  ) {
    return ReserveDeviceOutcome.success(await reserveDevice(context, input));
  }

  @Mutation(() => ReleaseDeviceOutcome.Result as never, {
    description: 'Puts what was kept for a line into stock again.',
  })
  @Access('device:manage')
  async releaseDevice(
    @Ctx() context: CustomerContext,
    @Arg('input', () => ReleaseDeviceInput) input: ReleaseDeviceInput,
  ) {
    return ReleaseDeviceOutcome.success(await releaseDevice(context, input));
  }

  @Mutation(() => InstallDeviceOutcome.Result as never, {
    description: 'Installs a device from stock, or one kept for the line.',
  })
  @Access('device:manage')
  async installDevice(
    @Ctx() context: CustomerContext,
    @Arg('input', () => InstallDeviceInput) input: InstallDeviceInput,
  ) {
    return InstallDeviceOutcome.success(await installDevice(context, input));
  }

  @Mutation(() => SwapDeviceOutcome.Result as never, {
    description: 'Takes a device back and installs another one in its place.',
  })
  @Access('device:manage')
  async swapDevice(
    @Ctx() context: CustomerContext,
    @Arg('input', () => SwapDeviceInput) input: SwapDeviceInput,
  ) {
    return SwapDeviceOutcome.success(await swapDevice(context, input));
  }

  @Mutation(() => ReturnDeviceOutcome.Result as never, {
    description: 'Takes a device back from a customer.',
  })
  @Access('device:manage')
  async returnDevice(
    @Ctx() context: CustomerContext,
    @Arg('input', () => ReturnDeviceInput) input: ReturnDeviceInput,
  ) {
    return ReturnDeviceOutcome.success(await returnDevice(context, input));
  }

  @Mutation(() => RestockDeviceOutcome.Result as never, {
    description: 'Puts what came back into stock again.',
  })
  @Access('device:manage')
  async restockDevice(
    @Ctx() context: CustomerContext,
    @Arg('input', () => RestockDeviceInput) input: RestockDeviceInput,
  ) {
    return RestockDeviceOutcome.success(await restockDevice(context, input));
  }

  @Mutation(() => ScrapDeviceOutcome.Result as never)
  @Access('device:manage')
  async scrapDevice(
    @Ctx() context: CustomerContext,
    @Arg('input', () => ScrapDeviceInput) input: ScrapDeviceInput,
  ) {
    return ScrapDeviceOutcome.success(await scrapDevice(context, input));
  }
}
