import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { firstLegalEntityId, firstRegionId } from '@lastmile/kernel/company';
import { newId } from '@lastmile/kernel/id';
import {
  accountOpened,
  subscriptionRefused,
  subscriptionStarted,
} from '@lastmile/messaging/events/billing/account';
import { applicationActivated } from '@lastmile/messaging/events/customer/application';
import { openAccount } from './account/open-account.ts';
import { startTestBilling, type TestBilling } from './scenario/test-billing.ts';

describe('When an application is activated', () => {
  let billing: TestBilling;
  let tariff: { tariffId: string; tariffVersionId: string };
  beforeAll(async () => {
    billing = await startTestBilling();
    tariff = await billing.tariff('29.90');
  }, 60_000);
  afterAll(() => billing?.stop());

  const activate = async (customerId: string, more: Record<string, unknown> = {}) => {
    const applicationId = newId();
    const data = {
      applicationId,
      customerId,
      addressId: newId(),
      ...tariff,
      status: 'ACTIVATED' as const,
      contractId: newId(),
      lineId: newId(),
      startsOn: '2026-11-30',
      legalEntityId: firstLegalEntityId,
      regionId: firstRegionId,
      currency: 'EUR',
      timeZone: 'Europe/Vienna',
      ...more,
    };
    await billing.receive(applicationActivated, { key: customerId, subject: applicationId, data });
    return data;
  };
  const of = <Data extends { customerId: string }>(events: { data: Data }[], customerId: string): Data[] =>
    events.map(({ data }) => data).filter((data) => data.customerId === customerId);

  it('without an account, one is opened whose anchor day is the start day, and the subscription starts', async () => {
    const customerId = newId();
    const { applicationId, lineId } = await activate(customerId);
    const [account] = of(await billing.said(accountOpened), customerId);
    expect(account).toMatchObject({ anchorDay: 30, timeZone: 'Europe/Vienna', currency: 'EUR' });
    expect(of(await billing.said(subscriptionStarted), customerId)).toMatchObject([
      {
        applicationId,
        lineId,
        accountId: account?.accountId,
        startsOn: '2026-11-30',
        price: { amount: '29.90', currency: 'EUR' },
      },
    ]);
  });

  it('with one open account, that one is billed', async () => {
    const customerId = await billing.customer();
    const account = await openAccount(billing.context(), { customerId, legalEntityId: firstLegalEntityId });
    await activate(customerId);
    expect(of(await billing.said(subscriptionStarted), customerId)).toMatchObject([
      { accountId: account.id },
    ]);
  });

  it('with several, it is refused; with the account named, it is billed there', async () => {
    const customerId = await billing.customer();
    const input = { customerId, legalEntityId: firstLegalEntityId };
    await openAccount(billing.context(), input);
    const second = await openAccount(billing.context(), input);
    await activate(customerId);
    expect(of(await billing.said(subscriptionRefused), customerId)).toMatchObject([
      { reason: 'SEVERAL_ACCOUNTS' },
    ]);
    await activate(customerId, { accountId: second.id });
    expect(of(await billing.said(subscriptionStarted), customerId)).toMatchObject([{ accountId: second.id }]);
  });

  it.each([
    ['a tariff version that is not there', { tariffVersionId: newId() }, 'TARIFF_UNKNOWN'],
    ['an account of somebody else', { accountId: newId() }, 'ACCOUNT_UNKNOWN'],
    ['another currency than the tariff’s', { currency: 'USD' }, 'TARIFF_NOT_SOLD'],
  ])('with %s, it is refused', async (_, more, reason) => {
    const customerId = newId();
    await activate(customerId, more);
    expect(of(await billing.said(subscriptionRefused), customerId)).toMatchObject([{ reason }]);
    expect(of(await billing.said(subscriptionStarted), customerId)).toEqual([]);
  });

  it('told twice as two events, one subscription starts', async () => {
    const customerId = newId();
    const data = await activate(customerId);
    await billing.receive(applicationActivated, { key: customerId, subject: data.applicationId, data });
    expect(of(await billing.said(subscriptionStarted), customerId)).toHaveLength(1);
  });
});
