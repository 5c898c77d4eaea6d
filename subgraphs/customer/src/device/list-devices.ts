import { badInput } from '@lastmile/kernel/refusal';
import type { PageArgs } from '@lastmile/subgraph/graphql/page';
import type { CustomerContext } from '../customer-domain.ts';
import { macAddress, serialNumber } from '../input/hardware.ts';
import { staffPage } from '../sql/staff-list.ts';
import { type DeviceRow, deviceById, deviceByMac, deviceBySerial, deviceColumns } from './device.store.ts';
import type { DeviceStatus } from './device.ts';
import { type DeviceModelRow, deviceModelColumns } from './device-model.store.ts';

export interface DeviceFilter {
  readonly status?: DeviceStatus | null;
  readonly modelId?: string | null;
  readonly regionId?: string | null;
}

/** The stock list of staff. Throws FORBIDDEN, PAGE_TOO_LARGE, BAD_CURSOR. */
export function listDevices(context: CustomerContext, args: PageArgs & { filter?: DeviceFilter | null }) {
  const list = {
    name: 'devices',
    columns: deviceColumns,
    from: 'devices d',
    id: 'd.id',
    region: 'd.region_id',
    order: { name: 'OLDEST' },
  };
  return staffPage<DeviceRow>(context, list, 'device:manage', args, (conditions) => {
    conditions.equal('d.status', args.filter?.status);
    conditions.equalId('d.model_id', args.filter?.modelId);
    conditions.equalId('d.region_id', args.filter?.regionId);
  });
}

/** Models belong to no region, so whoever keeps stock anywhere sees them all. */
export function listDeviceModels(context: CustomerContext, args: PageArgs) {
  const list = {
    name: 'device_models',
    columns: deviceModelColumns,
    from: 'device_models m',
    id: 'm.id',
    order: { name: 'OLDEST' },
  };
  return staffPage<DeviceModelRow>(context, list, 'device:manage', args, () => {});
}

/** One device by exactly one of the three. Throws BAD_INPUT. */
export async function findDevice(
  context: CustomerContext,
  by: { id?: string | null; serial?: string | null; mac?: string | null },
): Promise<DeviceRow | null> {
  if ([by.id, by.serial, by.mac].filter(Boolean).length !== 1)
    throw badInput('id', 'say which device by one of id, serial and mac');
  if (by.serial) return context.load(deviceBySerial, serialNumber('serial', by.serial));
  if (by.mac) return context.load(deviceByMac, macAddress('mac', by.mac));
  return context.load(deviceById, by.id ?? '');
}
