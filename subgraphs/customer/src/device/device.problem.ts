import { Inherited } from '@lastmile/subgraph/access/access';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { Field, ID, ObjectType } from 'type-graphql';
import { DeviceStatusEnum } from './device.enum.ts';
import type { DeviceStatus } from './device.ts';

@Inherited()
@ObjectType('DeviceAlreadyInstalled', { implements: Problem })
export class DeviceAlreadyInstalled extends Problem {
  @Field(() => ID, { nullable: true, description: 'Where it is.' })
  readonly lineId: string | null;

  constructor(lineId: string | null) {
    super(
      'DEVICE_ALREADY_INSTALLED',
      'This device is installed on a line. Take it back with returnDevice, or choose another one from stock.',
    );
    this.lineId = lineId;
  }
}

@Inherited()
@ObjectType('DeviceNotInState', { implements: Problem })
export class DeviceNotInState extends Problem {
  @Field(() => DeviceStatusEnum)
  readonly deviceStatus: DeviceStatus;

  constructor(deviceStatus: DeviceStatus, wanted: string) {
    super('DEVICE_NOT_IN_STATE', `A device that is ${deviceStatus} cannot be ${wanted}.`);
    this.deviceStatus = deviceStatus;
  }
}

@Inherited()
@ObjectType('DeviceAlreadyKnown', { implements: Problem })
export class DeviceAlreadyKnown extends Problem {
  @Field(() => String, { nullable: true, description: '`serial` or `mac`' })
  readonly field: string | null;

  constructor(field: 'serial' | 'mac') {
    const what = field === 'serial' ? 'serial number' : 'MAC address';
    super('DEVICE_ALREADY_KNOWN', `A device with this ${what} is known already. Compare it with the label.`);
    this.field = field;
  }
}

@Inherited()
@ObjectType('DeviceModelAlreadyKnown', { implements: Problem })
export class DeviceModelAlreadyKnown extends Problem {
  constructor() {
    super('DEVICE_MODEL_ALREADY_KNOWN', 'This vendor has a model of this name already; see "deviceModels".');
  }
}
