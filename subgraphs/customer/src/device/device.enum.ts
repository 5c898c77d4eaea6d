import { enumOf } from '../graphql/enum-of.ts';
import type { DeviceKind, DeviceStatus } from './device.ts';

export const DeviceStatusEnum = enumOf<DeviceStatus>('DeviceStatus', {
  STOCK: null,
  RESERVED: 'Kept for a line.',
  INSTALLED: null,
  RETURNED: 'Back from a customer; to be put into stock again or scrapped.',
  SCRAPPED: null,
});

export const DeviceKindEnum = enumOf<DeviceKind>('DeviceKind', {
  ONT: 'Ends a fibre.',
  ROUTER: null,
  MODEM: null,
  RADIO: null,
  SET_TOP_BOX: null,
  OTHER: null,
});
