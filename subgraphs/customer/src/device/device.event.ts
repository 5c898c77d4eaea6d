import { deviceInstalled, deviceReturned } from '@lastmile/messaging/events/customer/device';
import type { CustomerWork } from '../customer-domain.ts';
import type { LineRow } from '../line/line.store.ts';
import type { DeviceRow } from './device.store.ts';

type Place = Pick<LineRow, 'customerId'> & { readonly lineId: string };

export function deviceState(device: DeviceRow, { lineId, customerId }: Place) {
  return { deviceId: device.id, deviceModelId: device.modelId, status: device.status, lineId, customerId };
}

export function deviceIds(device: DeviceRow, { lineId, customerId }: Place) {
  return { deviceid: device.id, regionid: device.regionId, lineid: lineId, customerid: customerId };
}

export function emitInstalled(work: CustomerWork, device: DeviceRow, place: Place): void {
  const time = work.clock.now();
  work.emit(deviceInstalled, {
    key: device.id,
    subject: device.id,
    time,
    data: { ...deviceState(device, place), installedAt: time.toISOString() },
    ids: deviceIds(device, place),
  });
}

/** `place` is where it came from. */
export function emitReturned(work: CustomerWork, device: DeviceRow, place: Place): void {
  const time = work.clock.now();
  work.emit(deviceReturned, {
    key: device.id,
    subject: device.id,
    time,
    data: { ...deviceState(device, place), returnedAt: time.toISOString() },
    ids: deviceIds(device, place),
  });
}
