import { z } from 'zod';
import { calendarDate, defineEvent, id, money } from '../../define-event.ts';

export const accountOpened = defineEvent({
  type: 'billing.account.opened',
  root: 'account',
  about: 'A billing account exists for a customer.',
  data: {
    accountId: id,
    customerId: id,
    legalEntityId: id,
    currency: z.string(),
    timeZone: z.string(),
    anchorDay: z.number().int().min(1).max(31),
    status: z.enum(['OPEN', 'CLOSED']),
  },
});

const subscription = {
  subscriptionId: id,
  accountId: id,
  customerId: id,
  lineId: id.optional(),
  tariffId: id,
  tariffVersionId: id,
  status: z.enum(['ACTIVE', 'PAUSED', 'ENDED']),
  startsOn: calendarDate,
  endsOn: calendarDate.optional(),
  price: money,
};

export const subscriptionStarted = defineEvent({
  type: 'billing.subscription.started',
  root: 'account',
  about: 'A customer’s subscription to a tariff version began.',
  data: { ...subscription, applicationId: id.optional() },
});

export const subscriptionRefused = defineEvent({
  type: 'billing.subscription.refused',
  root: 'application',
  about: 'An activated application could not be billed; why is a code.',
  data: {
    applicationId: id,
    customerId: id,
    reason: z.enum([
      'SEVERAL_ACCOUNTS',
      'TARIFF_UNKNOWN',
      'TARIFF_NOT_SOLD',
      'ACCOUNT_UNKNOWN',
      'ACCOUNT_CLOSED',
    ]),
  },
});

export const subscriptionEnded = defineEvent({
  type: 'billing.subscription.ended',
  root: 'account',
  about: 'A subscription ends; the end date is exclusive.',
  data: subscription,
});
