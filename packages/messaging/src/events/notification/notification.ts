import { z } from 'zod';
import { defineEvent, id, instant } from '../../define-event.ts';

const state = {
  notificationId: id,
  customerId: id.optional(),
  userId: id.optional(),
  channel: z.enum(['EMAIL', 'SMS', 'PUSH']),
  template: z.string(),
  attempts: z.number().int(),
};

export const notificationSent = defineEvent({
  type: 'notification.notification.sent',
  root: 'notification',
  about: 'A message was handed over to its carrier (SMTP server, SMS or push provider).',
  data: { ...state, sentAt: instant },
});

export const notificationFailed = defineEvent({
  type: 'notification.notification.failed',
  root: 'notification',
  about: 'A message was given up; why is a code.',
  data: { ...state, reason: z.string() },
});
