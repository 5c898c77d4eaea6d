import { permitted } from '../access/permitted.ts';
import type { CustomerContext, CustomerWork } from '../customer-domain.ts';
import { LineNotInState } from '../line/line.problem.ts';
import { lockLine } from '../line/line.store.ts';
import { DeviceNotInState } from './device.problem.ts';
import { changeDevice, type DeviceRow, lockDevice, lockPlacedDevice } from './device.store.ts';
import { afterDevice, type DeviceAction, type DeviceStatus } from './device.ts';

/** Keeps a device from stock for a line. Throws NOT_FOUND, FORBIDDEN, LineNotInState, DeviceNotInState. */
export async function reserveDevice(
  context: CustomerContext,
  input: { readonly deviceId: string; readonly lineId: string },
): Promise<DeviceRow> {
  return context.transaction(async (work) => {
    const line = permitted(work, 'device:manage', await lockLine(work, input.lineId), 'line');
    if (line.state === 'CEASED') throw new LineNotInState(line.state, 'given a device');
    const { device, status } = checked(work, await lockDevice(work, input.deviceId), 'reserve', 'reserved');
    return changeDevice(work, device, { status, lineId: line.id, customerId: line.customerId });
  });
}

type OneDevice = { readonly deviceId: string };

/** What was kept for a line is free again. Throws NOT_FOUND, FORBIDDEN, DeviceNotInState. */
export const releaseDevice = (context: CustomerContext, input: OneDevice) =>
  moveDevice(context, input, 'release', 'released');

/** What came back can be installed again. Throws NOT_FOUND, FORBIDDEN, DeviceNotInState. */
export const restockDevice = (context: CustomerContext, input: OneDevice) =>
  moveDevice(context, input, 'restock', 'put into stock');

/** Throws NOT_FOUND, FORBIDDEN, DeviceNotInState. */
export const scrapDevice = (context: CustomerContext, input: OneDevice) =>
  moveDevice(context, input, 'scrap', 'scrapped');

function moveDevice(
  context: CustomerContext,
  { deviceId }: OneDevice,
  action: 'release' | 'restock' | 'scrap',
  wanted: string,
): Promise<DeviceRow> {
  return context.transaction(async (work) => {
    const { device, status } = checked(work, await lockPlacedDevice(work, deviceId), action, wanted);
    return changeDevice(work, device, { status, lineId: null, customerId: null });
  });
}

function checked(
  work: CustomerWork,
  found: DeviceRow | null,
  action: DeviceAction,
  wanted: string,
): { device: DeviceRow; status: DeviceStatus } {
  const device = permitted(work, 'device:manage', found, 'device');
  const status = afterDevice(device.status, action);
  if (!status) throw new DeviceNotInState(device.status, wanted);
  return { device, status };
}
