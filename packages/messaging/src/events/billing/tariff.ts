import { z } from 'zod';
import { calendarDate, defineEvent, id, money } from '../../define-event.ts';

const state = {
  tariffId: id,
  tariffVersionId: id,
  version: z.number().int(),
  status: z.enum(['DRAFT', 'PUBLISHED', 'WITHDRAWN']),
  kind: z.enum(['INTERNET', 'TV', 'VOICE', 'OTHER']),
  price: money,
  setupFee: money,
  billingPeriodMonths: z.number().int(),
  downloadMbps: z.number().int().optional(),
  uploadMbps: z.number().int().optional(),
  validFrom: calendarDate,
};

export const tariffPublished = defineEvent({
  type: 'billing.tariff.published',
  root: 'tariff',
  about: 'A version of a tariff can be sold.',
  data: state,
});

export const tariffWithdrawn = defineEvent({
  type: 'billing.tariff.withdrawn',
  root: 'tariff',
  about: 'A tariff is no longer sold; subscriptions keep the version that they were sold.',
  data: state,
});
