import type { AccountRow } from './account.store.ts';

type Opened = Pick<
  AccountRow,
  'id' | 'customerId' | 'legalEntityId' | 'currency' | 'timeZone' | 'anchorDay' | 'status'
>;

/** What `billing.account.opened` tells. */
export function newAccountEvent(account: Opened, time: Date) {
  return {
    key: account.id,
    subject: account.id,
    time,
    ids: { legalentityid: account.legalEntityId, customerid: account.customerId, accountid: account.id },
    data: {
      accountId: account.id,
      customerId: account.customerId,
      legalEntityId: account.legalEntityId,
      currency: account.currency,
      timeZone: account.timeZone,
      anchorDay: account.anchorDay,
      status: account.status,
    },
  };
}
