import { subscriptionRefused } from '@lastmile/messaging/events/billing/account';
import { applicationActivated } from '@lastmile/messaging/events/customer/application';
import { type EventOf, reaction } from '@lastmile/messaging/handler';
import { type AccountRow, accountsWhere, lockAccount } from './account/account.store.ts';
import { makeAccount } from './account/open-account.ts';
import type { BillingWork } from './billing.ts';
import { findLegalEntity } from './company/legal-entity.store.ts';
import { beginSubscription } from './subscription/begin-subscription.ts';
import { subscriptionOfApplication } from './subscription/subscription.store.ts';
import { findVersion } from './tariff/tariff.store.ts';

type Activated = EventOf<typeof applicationActivated>['data'];
type Reason =
  | 'SEVERAL_ACCOUNTS'
  | 'TARIFF_UNKNOWN'
  | 'TARIFF_NOT_SOLD'
  | 'ACCOUNT_UNKNOWN'
  | 'ACCOUNT_CLOSED';

/**
 * The line works: bill it. The account given, else the customer’s only open one of that entity and currency, else a new
 * one whose anchor day is the start day. Several: billing does not guess, it refuses.
 */
export const onApplicationActivated = reaction<BillingWork, readonly [typeof applicationActivated]>({
  name: 'start-subscription',
  on: [applicationActivated],
  apply: async (work, event) => {
    const application = event.data;
    await lockCustomer(work, application.customerId);
    if (await subscriptionOfApplication(work.query, application.applicationId)) return;
    const version = await findVersion(work.query, application.tariffVersionId);
    if (!version || version.tariffId !== application.tariffId)
      return refuse(work, application, 'TARIFF_UNKNOWN');
    // Sold when the application was approved; withdrawn since does not matter, a draft does.
    if (version.status === 'DRAFT' || version.currency !== application.currency)
      return refuse(work, application, 'TARIFF_NOT_SOLD');
    const account = await chooseAccount(work, application);
    if (typeof account === 'string') return refuse(work, application, account);
    await beginSubscription(work, {
      account,
      version,
      startsOn: application.startsOn,
      quantity: 1,
      lineId: application.lineId,
      applicationId: application.applicationId,
    });
  },
});

/** Two activations of one customer at once must not open two accounts. */
async function lockCustomer(work: BillingWork, customerId: string): Promise<void> {
  await work.query(`select pg_advisory_xact_lock(hashtextextended('billing customer ' || $1, 0))`, [
    customerId,
  ]);
}

async function chooseAccount(work: BillingWork, application: Activated): Promise<AccountRow | Reason> {
  const { customerId, legalEntityId, currency } = application;
  if (application.accountId) {
    const [given] = await accountsWhere(work.query, 'where a.id = $1 and a.customer_id = $2', [
      application.accountId,
      customerId,
    ]);
    if (!given || given.currency !== currency || given.legalEntityId !== legalEntityId)
      return 'ACCOUNT_UNKNOWN';
    return given.status === 'OPEN' ? lockAccount(work.query, given.id) : 'ACCOUNT_CLOSED';
  }
  const open = await accountsWhere(
    work.query,
    `where a.customer_id = $1 and a.legal_entity_id = $2 and a.currency = $3 and a.status = 'OPEN' order by a.id`,
    [customerId, legalEntityId, currency],
  );
  if (open.length > 1) return 'SEVERAL_ACCOUNTS';
  if (open[0]) return lockAccount(work.query, open[0].id);
  const entity = await findLegalEntity(work.query, legalEntityId);
  if (!entity) return 'ACCOUNT_UNKNOWN';
  return makeAccount(
    work,
    entity,
    { customerId, legalEntityId, currency, timeZone: application.timeZone },
    application.startsOn,
  );
}

function refuse(work: BillingWork, { applicationId, customerId }: Activated, reason: Reason): void {
  work.emit(subscriptionRefused, {
    key: applicationId,
    subject: applicationId,
    time: work.clock.now(),
    ids: { customerid: customerId, applicationid: applicationId },
    data: { applicationId, customerId, reason },
  });
}
