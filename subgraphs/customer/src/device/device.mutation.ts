import { outcome } from '@lastmile/subgraph/graphql/outcome';
import { Field, ID, InputType } from 'type-graphql';
import { LineNotInState } from '../line/line.problem.ts';
import { DeviceKindEnum } from './device.enum.ts';
import {
  DeviceAlreadyInstalled,
  DeviceAlreadyKnown,
  DeviceModelAlreadyKnown,
  DeviceNotInState,
} from './device.problem.ts';
import type { DeviceRow } from './device.store.ts';
import type { DeviceKind } from './device.ts';
import { Device, DeviceModel } from './device.type.ts';
import type { DeviceModelRow } from './device-model.store.ts';
import type { InstallDevice, SwapDevice } from './install-device.ts';
import type { AddDeviceModel, ReceiveDevice } from './receive-device.ts';

const deviceOutcome = (mutation: string, problems: Parameters<typeof outcome>[3]) =>
  outcome<DeviceRow>(mutation, 'device', () => Device, problems);

@InputType()
export class AddDeviceModelInput implements AddDeviceModel {
  @Field(() => String)
  vendor!: string;

  @Field(() => String)
  name!: string;

  @Field(() => DeviceKindEnum)
  kind!: DeviceKind;
}

@InputType()
export class ReceiveDeviceInput implements ReceiveDevice {
  @Field(() => ID)
  modelId!: string;

  @Field(() => String, { description: 'As on the label.' })
  serial!: string;

  @Field(() => String, { description: 'With colons, dashes, points or nothing between the digits.' })
  mac!: string;

  @Field(() => ID, { nullable: true, description: 'Where it lies in stock; the first region unless given.' })
  regionId?: string | null;
}

@InputType()
abstract class OneDeviceInput {
  @Field(() => ID)
  deviceId!: string;
}

@InputType()
abstract class DeviceForLineInput extends OneDeviceInput implements InstallDevice {
  @Field(() => ID)
  lineId!: string;
}

@InputType()
export class ReserveDeviceInput extends DeviceForLineInput {}

@InputType()
export class InstallDeviceInput extends DeviceForLineInput {}

@InputType()
export class SwapDeviceInput extends OneDeviceInput implements SwapDevice {
  @Field(() => ID, { description: 'The one that takes its place.' })
  replacementId!: string;
}

@InputType()
export class ReleaseDeviceInput extends OneDeviceInput {}

@InputType()
export class ReturnDeviceInput extends OneDeviceInput {}

@InputType()
export class RestockDeviceInput extends OneDeviceInput {}

@InputType()
export class ScrapDeviceInput extends OneDeviceInput {}

export const AddDeviceModelOutcome = outcome<DeviceModelRow>('AddDeviceModel', 'model', () => DeviceModel, [
  DeviceModelAlreadyKnown,
]);
export const ReceiveDeviceOutcome = deviceOutcome('ReceiveDevice', [DeviceAlreadyKnown]);
export const ReserveDeviceOutcome = deviceOutcome('ReserveDevice', [LineNotInState, DeviceNotInState]);
export const InstallDeviceOutcome = deviceOutcome('InstallDevice', [
  LineNotInState,
  DeviceAlreadyInstalled,
  DeviceNotInState,
]);
export const SwapDeviceOutcome = deviceOutcome('SwapDevice', [
  LineNotInState,
  DeviceAlreadyInstalled,
  DeviceNotInState,
]);
export const ReleaseDeviceOutcome = deviceOutcome('ReleaseDevice', [DeviceNotInState]);
export const ReturnDeviceOutcome = deviceOutcome('ReturnDevice', [DeviceNotInState]);
export const RestockDeviceOutcome = deviceOutcome('RestockDevice', [DeviceNotInState]);
export const ScrapDeviceOutcome = deviceOutcome('ScrapDevice', [DeviceNotInState]);
