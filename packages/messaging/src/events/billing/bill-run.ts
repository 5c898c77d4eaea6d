import { z } from 'zod';
import { calendarDate, defineEvent, id } from '../../define-event.ts';

export const billRunFinished = defineEvent({
  type: 'billing.billrun.finished',
  root: 'billrun',
  about: 'A bill run has gone through every account that was due.',
  data: {
    billRunId: id,
    legalEntityId: id,
    dueThrough: calendarDate,
    accounts: z.number().int(),
    invoices: z.number().int(),
    failures: z.number().int(),
  },
});
