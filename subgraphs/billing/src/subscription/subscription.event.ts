import type { Money } from '@lastmile/kernel/money';
import type { SubscriptionRow } from './subscription.store.ts';

/** What `billing.subscription.*` tells of a subscription. */
export function newSubscriptionEvent(
  subscription: SubscriptionRow,
  tariffVersionId: string,
  price: Money,
  time: Date,
) {
  const { lineId, endsOn, applicationId } = subscription;
  return {
    key: subscription.accountId,
    subject: subscription.id,
    time,
    ids: {
      legalentityid: subscription.legalEntityId,
      customerid: subscription.customerId,
      accountid: subscription.accountId,
      subscriptionid: subscription.id,
      ...(lineId ? { lineid: lineId } : {}),
      ...(applicationId ? { applicationid: applicationId } : {}),
    },
    data: {
      subscriptionId: subscription.id,
      accountId: subscription.accountId,
      customerId: subscription.customerId,
      tariffId: subscription.tariffId,
      tariffVersionId,
      status: subscription.status,
      startsOn: subscription.startsOn,
      price: price.toJSON(),
      ...(lineId ? { lineId } : {}),
      ...(endsOn ? { endsOn } : {}),
      ...(applicationId ? { applicationId } : {}),
    },
  };
}
