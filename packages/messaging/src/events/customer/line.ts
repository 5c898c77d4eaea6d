import { z } from 'zod';
import { defineEvent, id, instant } from '../../define-event.ts';

export const blockReason = z.enum(['dunning', 'vacation', 'fraud', 'technical']);
const state = {
  lineId: id,
  customerId: id,
  contractId: id.optional(),
  addressId: id,
  regionId: id,
  technology: z.enum(['GPON', 'ETHERNET', 'DOCSIS', 'DSL', 'WIRELESS']),
  status: z.enum(['PLANNED', 'ACTIVE', 'CEASED']),
  portId: id.optional(),
  blocks: z.array(blockReason),
};

export const lineActivated = defineEvent({
  type: 'customer.line.activated',
  root: 'line',
  about: 'The line is in service.',
  data: { ...state, activatedAt: instant },
});

export const lineAttached = defineEvent({
  type: 'customer.line.attached',
  root: 'line',
  about: 'The line is attached to a port of a network node from `attachedAt` on.',
  data: { ...state, portId: id, nodeId: id, attachedAt: instant },
});

export const lineDetached = defineEvent({
  type: 'customer.line.detached',
  root: 'line',
  about: 'The line left the port.',
  data: { ...state, fromPortId: id, detachedAt: instant },
});

export const lineBlocked = defineEvent({
  type: 'customer.line.blocked',
  root: 'line',
  about: 'A reason to suspend the line was added; it is suspended while there is any.',
  data: { ...state, reason: blockReason },
});

export const lineUnblocked = defineEvent({
  type: 'customer.line.unblocked',
  root: 'line',
  about: 'A reason to suspend the line was taken away.',
  data: { ...state, reason: blockReason },
});

export const lineCeased = defineEvent({
  type: 'customer.line.ceased',
  root: 'line',
  about: 'The line is out of service for good.',
  data: { ...state, ceasedAt: instant },
});
