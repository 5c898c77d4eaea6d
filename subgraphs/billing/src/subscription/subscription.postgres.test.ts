import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { firstLegalEntityId } from '@lastmile/kernel/company';
import { newId } from '@lastmile/kernel/id';
import { tariffPublished, tariffWithdrawn } from '@lastmile/messaging/events/billing/tariff';
import { staffActor } from '@lastmile/subgraph/testing';
import { openAccount } from '../account/open-account.ts';
import { startTestBilling, type TestBilling } from '../scenario/test-billing.ts';

describe('Tariffs and subscriptions', () => {
  let billing: TestBilling;
  const staff = staffActor('operator');
  beforeAll(async () => {
    billing = await startTestBilling();
    billing.clock.set('2026-03-01T12:00:00Z');
  }, 60_000);
  afterAll(() => billing?.stop());

  const ask = async (query: string, variables: Record<string, unknown> = {}) => {
    const { data, errors } = await billing.execute({ query, variables, actor: staff });
    expect(errors).toBeUndefined();
    return Object.values(data ?? {})[0] as {
      __typename: string;
      tariff: { id: string; status: string; versions: { status: string; version: number }[] };
    };
  };
  const shown = `__typename ... on Problem { code message }`;
  const create = (code: string, price = '20') =>
    ask(
      `mutation($price: Decimal!) { createTariff(input: { code: "${code}", name: "Fiber", kind: INTERNET, currency: "EUR", price: $price }) {
      ${shown} ... on CreateTariffSuccess { tariff { id status } } } }`,
      { price },
    );
  const change = (what: string, id: string, more = '') =>
    ask(`mutation { ${what}Tariff(input: { tariffId: "${id}" ${more} }) { ${shown}
      ... on ${what[0]?.toUpperCase()}${what.slice(1)}TariffSuccess { tariff { id status versions { version status } } } } }`);
  const start = (accountId: string, tariffId: string, more = '') =>
    ask(`mutation { startSubscription(input: { accountId: "${accountId}", tariffId: "${tariffId}" ${more} }) { ${shown}
      ... on StartSubscriptionSuccess { subscription { id startsOn phases { price { amount } } } } } }`);
  const account = async (more = {}) =>
    openAccount(billing.context(), {
      customerId: await billing.customer(),
      legalEntityId: firstLegalEntityId,
      anchorDay: 1,
      ...more,
    });

  it('a tariff is drafted, published, revised and withdrawn, and each time says so', async () => {
    const { tariff } = await create('fiber-life');
    expect(tariff.status).toBe('DRAFT');
    expect((await create('fiber-life')).__typename).toBe('TariffCodeTaken');
    expect((await change('withdraw', tariff.id)).__typename).toBe('TariffNotPublished');
    expect((await change('publish', tariff.id)).tariff.status).toBe('PUBLISHED');
    expect((await change('publish', tariff.id)).__typename).toBe('TariffNotPublishable');
    await change('revise', tariff.id, ', price: "25"');
    expect((await change('publish', tariff.id)).tariff.versions).toEqual([
      { version: 2, status: 'PUBLISHED' },
      { version: 1, status: 'WITHDRAWN' },
    ]);
    expect((await change('withdraw', tariff.id)).tariff.status).toBe('WITHDRAWN');
    const published = (await billing.said(tariffPublished)).filter(
      ({ partitionkey }) => partitionkey === tariff.id,
    );
    expect(published.map(({ data }) => [data.version, data.price.amount])).toEqual([
      [1, '20.00'],
      [2, '25.00'],
    ]);
    expect((await billing.said(tariffWithdrawn)).map(({ partitionkey }) => partitionkey)).toEqual([
      tariff.id,
    ]);
  });

  it.each([
    ['a negative price', 'price: "-1"', 'price'],
    ['a code with spaces', 'price: "1"', 'code'],
    ['a tax rate of 100 %', 'price: "1", taxRatePercent: "100"', 'taxRatePercent'],
    ['a period of no month', 'price: "1", billingPeriodMonths: 0', 'billingPeriodMonths'],
  ])('%s is InvalidInput', async (_, terms, field) => {
    const code = field === 'code' ? 'not a code' : `bad-${newId().slice(-8)}`;
    const { data } = await billing.execute({
      query: `mutation { createTariff(input: { code: "${code}", name: "Bad", kind: OTHER, currency: "EUR", ${terms} }) { __typename ... on InvalidInput { field } } }`,
      actor: staff,
    });
    expect(data).toEqual({ createTariff: { __typename: 'InvalidInput', field } });
  });

  it('what is not sold, or in another currency, cannot be subscribed to', async () => {
    const { tariff } = await create('fiber-draft');
    const { id } = await account();
    expect((await start(id, tariff.id)).__typename).toBe('TariffNotSold');
    await change('publish', tariff.id);
    expect((await start(id, tariff.id, ', startsOn: "2026-02-01"')).__typename).toBe('TariffNotSold');
    expect((await start((await account({ currency: 'USD' })).id, tariff.id)).__typename).toBe(
      'AccountNotUsable',
    );
    expect((await start(newId(), tariff.id)).__typename).toBe('NotFound');
    expect((await start(id, newId())).__typename).toBe('NotFound');
    expect((await start(id, tariff.id, ', quantity: 0')).__typename).toBe('InvalidInput');
  });

  it('an account is opened for a customer that is there, and not for one that is not, or is closed', async () => {
    const open = (customerId: string, more = '') =>
      ask(`mutation { openAccount(input: { customerId: "${customerId}" ${more} }) { ${shown} } }`);
    const customerId = await billing.customer();
    expect((await open(customerId)).__typename).toBe('OpenAccountSuccess');
    expect((await open(newId())).__typename).toBe('NotFound');
    expect((await open('no id')).__typename).toBe('NotFound');
    expect((await open(await billing.customer('CLOSED'))).__typename).toBe('CustomerClosed');
    expect((await open(customerId, ', anchorDay: 32')).__typename).toBe('InvalidInput');
    expect((await open(customerId, ', timeZone: "Mars/Olympus"')).__typename).toBe('InvalidInput');
    expect((await open(customerId, `, legalEntityId: "${newId()}"`)).__typename).toBe('NotFound');
  });

  it('a subscription keeps the price it was sold at, and its last period is charged by days', async () => {
    const { tariff } = await create('fiber-sold', '31');
    await change('publish', tariff.id);
    const { id } = await account();
    const started = (await start(id, tariff.id)) as unknown as { subscription: { id: string } };
    await change('revise', tariff.id, ', price: "99"');
    await change('publish', tariff.id);
    await billing.bill('2026-03-01');
    const end = (endsOn: string) =>
      ask(
        `mutation { endSubscription(input: { subscriptionId: "${started.subscription.id}", endsOn: "${endsOn}" }) { ${shown} } }`,
      );
    expect((await end('2026-03-20')).__typename).toBe('AlreadyCharged');
    expect((await end('2026-05-11')).__typename).toBe('EndSubscriptionSuccess');
    expect((await end('2026-05-12')).__typename).toBe('SubscriptionNotActive');
    for (const day of ['2026-04-01', '2026-05-01', '2026-06-01']) await billing.bill(day);
    // 10 of 31 days of May.
    expect((await billing.invoicesOf(id)).map(({ total }) => total.toAmountString())).toEqual([
      '31.00',
      '31.00',
      '10.00',
    ]);
  });
});
