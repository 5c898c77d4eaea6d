import { z } from 'zod';
import { calendarDate, defineEvent, id } from '../../define-event.ts';

const state = {
  billRunId: id,
  legalEntityId: id,
  dueThrough: calendarDate,
  status: z.enum(['RUNNING', 'FINISHED']).optional(),
  /** So far. */
  accounts: z.number().int(),
  invoices: z.number().int(),
  failures: z.number().int(),
};

export const billRunStarted = defineEvent({
  type: 'billing.billrun.started',
  root: 'billrun',
  about: 'A bill run goes through the accounts that are due.',
  data: state,
});

export const billRunProgressed = defineEvent({
  type: 'billing.billrun.progressed',
  root: 'billrun',
  about: 'A bill run has billed some more accounts.',
  data: state,
});

export const billRunFinished = defineEvent({
  type: 'billing.billrun.finished',
  root: 'billrun',
  about: 'A bill run has gone through every account that was due.',
  data: state,
});
