import { z } from 'zod';
import { calendarDate, defineEvent, id, money } from '../../define-event.ts';

export const invoiceStatus = z.enum(['PENDING', 'PAID', 'OVERDUE', 'CANCELLED']);
const state = {
  invoiceId: id,
  number: z.string(),
  accountId: id,
  customerId: id,
  legalEntityId: id,
  status: invoiceStatus,
  total: money,
  openAmount: money,
  issuedOn: calendarDate,
  dueOn: calendarDate,
  periodStart: calendarDate,
  periodEnd: calendarDate,
};

export const invoiceCreated = defineEvent({
  type: 'billing.invoice.created',
  root: 'account',
  about: 'An invoice was issued, with its legal number.',
  data: state,
});

export const invoicePaid = defineEvent({
  type: 'billing.invoice.paid',
  root: 'account',
  about: 'Nothing is open any more on an invoice.',
  data: { ...state, paidOn: calendarDate },
});

export const invoiceOverdue = defineEvent({
  type: 'billing.invoice.overdue',
  root: 'account',
  about: 'The due date has passed in the account’s zone and something is open.',
  data: state,
});

export const invoiceCancelled = defineEvent({
  type: 'billing.invoice.cancelled',
  root: 'account',
  about: 'An issued invoice was cancelled by a reversing entry; its number stays used.',
  data: state,
});
