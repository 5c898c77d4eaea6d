import { notFound } from '@lastmile/kernel/refusal';
import type { CustomerContext, CustomerWork } from '../customer-domain.ts';
import { macAddress, serialNumber } from '../input/hardware.ts';
import { requiredText } from '../input/text.ts';
import { regionNamed } from '../region/region.store.ts';
import { DeviceAlreadyKnown, DeviceModelAlreadyKnown } from './device.problem.ts';
import { type DeviceRow, insertDevice } from './device.store.ts';
import type { DeviceKind } from './device.ts';
import { type DeviceModelRow, deviceModelExists, insertDeviceModel } from './device-model.store.ts';

export interface AddDeviceModel {
  readonly vendor: string;
  readonly name: string;
  readonly kind: DeviceKind;
}

/** Throws FORBIDDEN, BAD_INPUT, DeviceModelAlreadyKnown. */
export async function addDeviceModel(
  context: CustomerContext,
  input: AddDeviceModel,
): Promise<DeviceModelRow> {
  context.assertMay('device:manage');
  const vendor = requiredText('vendor', input.vendor);
  const name = requiredText('name', input.name);
  return context.transaction(async (work) => {
    const model = await insertDeviceModel(work, { vendor, name, kind: input.kind });
    if (!model) throw new DeviceModelAlreadyKnown();
    return model;
  });
}

export interface ReceiveDevice {
  readonly modelId: string;
  /** As on the label. */
  readonly serial: string;
  /** With colons, dashes, points or nothing between the digits. */
  readonly mac: string;
  /** Where it lies in stock; the first region unless given. */
  readonly regionId?: string | null;
}

/** A new device goes into stock. Throws FORBIDDEN, NOT_FOUND (model), BAD_INPUT, DeviceAlreadyKnown. */
export async function receiveDevice(context: CustomerContext, input: ReceiveDevice): Promise<DeviceRow> {
  context.assertMay('device:manage');
  const serial = serialNumber('serial', input.serial);
  const mac = macAddress('mac', input.mac);
  return context.transaction(async (work) => {
    const region = await regionNamed(work, input.regionId);
    work.assertMay('device:manage', { regionId: region.id });
    if (!(await deviceModelExists(work, input.modelId))) throw notFound('device model');
    const device = await insertDevice(work, { modelId: input.modelId, serial, mac, regionId: region.id });
    return device ?? Promise.reject(await alreadyKnown(work, serial));
  });
}

async function alreadyKnown(work: CustomerWork, serial: string): Promise<DeviceAlreadyKnown> {
  const same = await work.query('select from devices where serial = $1', [serial]);
  return new DeviceAlreadyKnown(same.length > 0 ? 'serial' : 'mac');
}
