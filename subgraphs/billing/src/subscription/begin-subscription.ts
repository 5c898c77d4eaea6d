import type { CalendarDate } from '@lastmile/kernel/calendar';
import { newId } from '@lastmile/kernel/id';
import { subscriptionStarted } from '@lastmile/messaging/events/billing/account';
import type { AccountRow } from '../account/account.store.ts';
import type { BillingWork } from '../billing.ts';
import type { TariffVersionRow } from '../tariff/tariff.store.ts';
import { newSubscriptionEvent } from './subscription.event.ts';
import { insertSubscriptions, type SubscriptionRow } from './subscription.store.ts';

export interface Beginning {
  /** Locked. */
  readonly account: AccountRow;
  readonly version: TariffVersionRow;
  readonly startsOn: CalendarDate;
  readonly quantity: number;
  readonly lineId: string | null;
  readonly applicationId: string | null;
}

/** Writes a subscription with its first phase, has the account billed for it, and tells of it. */
export async function beginSubscription(work: BillingWork, beginning: Beginning): Promise<SubscriptionRow> {
  const { account, version, startsOn, quantity, lineId, applicationId } = beginning;
  const subscription = {
    id: newId(),
    accountId: account.id,
    customerId: account.customerId,
    legalEntityId: account.legalEntityId,
    lineId,
    applicationId,
    tariffId: version.tariffId,
    status: 'ACTIVE' as const,
    startsOn,
    endsOn: null,
    createdAt: work.clock.now(),
  };
  const phase = {
    id: newId(),
    subscriptionId: subscription.id,
    accountId: account.id,
    customerId: account.customerId,
    ordinal: 1,
    tariffVersionId: version.id,
    price: version.price.amount,
    setupFee: version.setupFee.amount,
    currency: account.currency,
    quantity,
    billingPeriodMonths: version.billingPeriodMonths,
    startsOn,
    endsOn: null,
    chargedThrough: null,
    setupCharged: false,
  };
  await insertSubscriptions(work.query, [subscription], [phase]);
  await work.query(
    `update billing_account set next_bill_on = least(coalesce(next_bill_on, $2::date), $2::date) where id = $1`,
    [account.id, startsOn],
  );
  work.emit(
    subscriptionStarted,
    newSubscriptionEvent(subscription, version.id, version.price, work.clock.now()),
  );
  return subscription;
}
