import { next, type Transitions } from '../state/transition.ts';

export type DeviceStatus = 'STOCK' | 'RESERVED' | 'INSTALLED' | 'RETURNED' | 'SCRAPPED';
export type DeviceAction = 'reserve' | 'release' | 'install' | 'return' | 'restock' | 'scrap';
export type DeviceKind = 'ONT' | 'ROUTER' | 'MODEM' | 'RADIO' | 'SET_TOP_BOX' | 'OTHER';

/** What came back is looked at before it goes into stock again. */
export const deviceTransitions: Transitions<DeviceStatus, DeviceAction> = {
  STOCK: { reserve: 'RESERVED', install: 'INSTALLED', scrap: 'SCRAPPED' },
  RESERVED: { release: 'STOCK', install: 'INSTALLED' },
  INSTALLED: { return: 'RETURNED' },
  RETURNED: { restock: 'STOCK', scrap: 'SCRAPPED' },
  SCRAPPED: {},
};

export const afterDevice = (status: DeviceStatus, action: DeviceAction) =>
  next(deviceTransitions, status, action);

/** A device kept for one line is not installed on another. */
export function isKeptForAnother(
  device: { readonly status: DeviceStatus; readonly lineId: string | null },
  lineId: string,
): boolean {
  return device.status === 'RESERVED' && device.lineId !== lineId;
}
