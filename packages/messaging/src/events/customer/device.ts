import { z } from 'zod';
import { defineEvent, id, instant } from '../../define-event.ts';

const state = {
  deviceId: id,
  deviceModelId: id,
  status: z.enum(['STOCK', 'RESERVED', 'INSTALLED', 'RETURNED', 'SCRAPPED']),
  lineId: id.optional(),
  customerId: id.optional(),
};

export const deviceInstalled = defineEvent({
  type: 'customer.device.installed',
  root: 'device',
  about: 'A device from stock was installed on a line.',
  data: { ...state, lineId: id, customerId: id, installedAt: instant },
});

export const deviceReturned = defineEvent({
  type: 'customer.device.returned',
  root: 'device',
  about: 'A device came back from a line.',
  data: { ...state, returnedAt: instant },
});
