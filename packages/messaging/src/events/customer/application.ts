import { z } from 'zod';
import { calendarDate, defineEvent, id, instant } from '../../define-event.ts';

const state = {
  applicationId: id,
  customerId: id,
  addressId: id,
  tariffId: id,
  status: z.enum(['SUBMITTED', 'APPROVED', 'SCHEDULED', 'INSTALLED', 'ACTIVATED', 'REJECTED', 'WITHDRAWN']),
};

export const applicationSubmitted = defineEvent({
  type: 'customer.application.submitted',
  root: 'customer',
  about: 'A connection was applied for.',
  data: state,
});

export const applicationApproved = defineEvent({
  type: 'customer.application.approved',
  root: 'customer',
  about: 'The connection is feasible and approved.',
  data: state,
});

export const applicationRejected = defineEvent({
  type: 'customer.application.rejected',
  root: 'customer',
  about: 'The application was refused; why is a code.',
  data: { ...state, reason: z.enum(['NOT_FEASIBLE', 'NO_COVERAGE', 'CREDIT', 'DUPLICATE', 'OTHER']) },
});

export const applicationScheduled = defineEvent({
  type: 'customer.application.scheduled',
  root: 'customer',
  about: 'A visit for the installation was agreed on, or moved.',
  data: { ...state, visitStartsAt: instant, visitEndsAt: instant },
});

export const applicationWithdrawn = defineEvent({
  type: 'customer.application.withdrawn',
  root: 'customer',
  about: 'The customer no longer wants the connection.',
  data: state,
});

export const applicationActivated = defineEvent({
  type: 'customer.application.activated',
  root: 'customer',
  about:
    'The line works: billing starts a subscription to the tariff version, on the account given or found.',
  data: {
    ...state,
    contractId: id,
    lineId: id,
    tariffVersionId: id,
    startsOn: calendarDate,
    legalEntityId: id,
    regionId: id,
    currency: z.string(),
    timeZone: z.string(),
    accountId: id.optional(),
  },
});
