import { subscriptionRefused, subscriptionStarted } from '@lastmile/messaging/events/billing/account';
import { projection } from '@lastmile/messaging/handler';
import { recordRefusal, recordSubscription } from './application/record-billing.ts';
import type { CustomerWork } from './customer-domain.ts';

/** What became of the subscription that an activated application asked for. */
export const onBillingSubscription = projection({
  name: 'record-billing-of-applications',
  on: [subscriptionStarted, subscriptionRefused],
  apply: async (work: CustomerWork, event) => {
    const { applicationId } = event.data;
    if (!applicationId) return;
    if (event.type === 'billing.subscription.refused')
      await recordRefusal(work, applicationId, event.data.reason);
    else await recordSubscription(work, applicationId, event.data.subscriptionId);
  },
});
