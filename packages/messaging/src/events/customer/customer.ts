import { z } from 'zod';
import { calendarDate, defineEvent, id } from '../../define-event.ts';

export const customerKind = z.enum(['PERSON', 'COMPANY']);
const state = {
  customerId: id,
  kind: customerKind,
  status: z.enum(['ACTIVE', 'CLOSED']),
  segment: z.string(),
  regionId: id,
  legalEntityId: id,
};

export const customerCreated = defineEvent({
  type: 'customer.customer.created',
  root: 'customer',
  about: 'A customer profile exists.',
  data: state,
});

export const customerChanged = defineEvent({
  type: 'customer.customer.changed',
  root: 'customer',
  about: 'Segment, region or kind of a customer changed (names and contacts are not told).',
  data: state,
});

export const customerClosed = defineEvent({
  type: 'customer.customer.closed',
  root: 'customer',
  about: 'A customer is closed: no line, no new contracts.',
  data: state,
});

/** Membership versions grow per user, so that an actor's version can be waited for. */
const membership = {
  membershipId: id,
  customerId: id,
  userId: id,
  role: z.enum(['owner', 'payer', 'viewer']),
  userVersion: z.number().int(),
};

export const membershipAdded = defineEvent({
  type: 'customer.membership.added',
  root: 'customer',
  about: 'A user acts for a customer, in a role; also told when the role changes.',
  data: membership,
});

export const membershipRemoved = defineEvent({
  type: 'customer.membership.removed',
  root: 'customer',
  about: 'A user no longer acts for a customer.',
  data: membership,
});

const contract = {
  contractId: id,
  customerId: id,
  number: z.string(),
  status: z.enum(['DRAFT', 'SIGNED', 'ACTIVE', 'TERMINATED']),
  legalEntityId: id,
};

export const contractSigned = defineEvent({
  type: 'customer.contract.signed',
  root: 'customer',
  about: 'A contract was signed by the customer.',
  data: { ...contract, signedOn: calendarDate },
});

export const contractActivated = defineEvent({
  type: 'customer.contract.activated',
  root: 'customer',
  about: 'A line under the contract is in service.',
  data: { ...contract, activatedOn: calendarDate },
});

export const contractTerminated = defineEvent({
  type: 'customer.contract.terminated',
  root: 'customer',
  about: 'A contract ended.',
  data: { ...contract, terminatedOn: calendarDate },
});
