import { permitted } from '../access/permitted.ts';
import { changeApplication, lockApplication } from '../application/application.store.ts';
import { afterApplication } from '../application/application.ts';
import type { CustomerContext, CustomerWork } from '../customer-domain.ts';
import { LineNotInState } from '../line/line.problem.ts';
import { type LineRow, lockLine } from '../line/line.store.ts';
import { emitInstalled, emitReturned } from './device.event.ts';
import { DeviceAlreadyInstalled, DeviceNotInState } from './device.problem.ts';
import { changeDevice, type DeviceRow, lockDevice, lockPlacedDevice } from './device.store.ts';
import { afterDevice, isKeptForAnother } from './device.ts';

export interface InstallDevice {
  readonly deviceId: string;
  readonly lineId: string;
}

/**
 * Installs a device from stock, or one kept for the line. The line's application is INSTALLED from then on.
 * Throws NOT_FOUND (device, line), FORBIDDEN, LineNotInState, DeviceAlreadyInstalled, DeviceNotInState.
 */
export async function installDevice(context: CustomerContext, input: InstallDevice): Promise<DeviceRow> {
  return context.transaction(async (work) => {
    const line = permitted(work, 'device:manage', await lockLine(work, input.lineId), 'line');
    return installOn(work, line, input.deviceId);
  });
}

async function installOn(work: CustomerWork, line: LineRow, deviceId: string): Promise<DeviceRow> {
  if (line.state === 'CEASED') throw new LineNotInState(line.state, 'given a device');
  const device = permitted(work, 'device:manage', await lockDevice(work, deviceId), 'device');
  if (device.status === 'INSTALLED') throw new DeviceAlreadyInstalled(device.lineId);
  const status = isKeptForAnother(device, line.id) ? null : afterDevice(device.status, 'install');
  if (!status) throw new DeviceNotInState(device.status, 'installed here');
  const installed = await changeDevice(work, device, {
    status,
    lineId: line.id,
    customerId: line.customerId,
    installedAt: work.clock.now(),
    returnedAt: null,
  });
  emitInstalled(work, installed, { lineId: line.id, customerId: line.customerId });
  await advanceApplication(work, line);
  return installed;
}

async function advanceApplication(work: CustomerWork, line: LineRow): Promise<void> {
  const application = line.applicationId ? await lockApplication(work, line.applicationId) : null;
  const status = application && afterApplication(application.status, 'install');
  if (application && status)
    await changeApplication(work, application, { status, installedAt: work.clock.now() });
}

/** Takes a device back from a line. Throws NOT_FOUND, FORBIDDEN, DeviceNotInState. */
export async function returnDevice(
  context: CustomerContext,
  input: { readonly deviceId: string },
): Promise<DeviceRow> {
  return context.transaction(async (work) => {
    const found = await lockPlacedDevice(work, input.deviceId);
    const device = permitted(work, 'device:manage', found, 'device');
    return takeBack(work, device);
  });
}

async function takeBack(work: CustomerWork, device: DeviceRow): Promise<DeviceRow> {
  const status = afterDevice(device.status, 'return');
  const { lineId, customerId } = device;
  if (!status || !lineId || !customerId) throw new DeviceNotInState(device.status, 'returned');
  const returned = await changeDevice(work, device, {
    status,
    lineId: null,
    customerId: null,
    returnedAt: work.clock.now(),
  });
  emitReturned(work, returned, { lineId, customerId });
  return returned;
}

export interface SwapDevice {
  /** The one that is installed. */
  readonly deviceId: string;
  /** The one that takes its place. */
  readonly replacementId: string;
}

/** Gives the replacement. Throws NOT_FOUND, FORBIDDEN, LineNotInState, DeviceAlreadyInstalled, DeviceNotInState. */
export async function swapDevice(context: CustomerContext, input: SwapDevice): Promise<DeviceRow> {
  return context.transaction(async (work) => {
    const found = await lockPlacedDevice(work, input.deviceId);
    const device = permitted(work, 'device:manage', found, 'device');
    const line = device.lineId ? await lockLine(work, device.lineId) : null;
    await takeBack(work, device);
    return installOn(work, permitted(work, 'device:manage', line, 'line'), input.replacementId);
  });
}
