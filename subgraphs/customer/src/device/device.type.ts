import { Access, Owned } from '@lastmile/subgraph/access/access';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { ownerOf } from '../access/permitted.ts';
import { DeviceKindEnum, DeviceStatusEnum } from './device.enum.ts';
import type { DeviceRow } from './device.store.ts';
import type { DeviceKind, DeviceStatus } from './device.ts';

@Directive('@key(fields: "id")')
@ObjectType('DeviceModel')
export class DeviceModel {
  @Field(() => ID)
  @Access('device:read')
  id!: string;

  @Field(() => String)
  @Access('device:read')
  vendor!: string;

  @Field(() => String)
  @Access('device:read')
  name!: string;

  @Field(() => DeviceKindEnum)
  @Access('device:read')
  kind!: DeviceKind;
}

@Directive('@key(fields: "id")')
@Owned<DeviceRow>(ownerOf)
@ObjectType('Device', { description: 'It is the customer’s to see while it is installed at theirs.' })
export class Device {
  @Field(() => ID)
  @Access('device:read')
  id!: string;

  @Field(() => String)
  @Access('device:read')
  serial!: string;

  @Field(() => String, { description: '00:1a:2b:3c:4d:5e' })
  @Access('device:read')
  mac!: string;

  @Field(() => DeviceStatusEnum)
  @Access('device:read')
  status!: DeviceStatus;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('device:read')
  installedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('device:read')
  returnedAt!: Date | null;
}

export const DeviceConnection = connectionOf('Device', () => Device);
export const DeviceModelConnection = connectionOf('DeviceModel', () => DeviceModel);
