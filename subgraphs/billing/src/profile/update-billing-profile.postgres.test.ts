import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { memberActor, staffActor } from '@lastmile/subgraph/testing';
import { startTestBilling, type TestBilling } from '../scenario/test-billing.ts';

describe('The buyer’s particulars', () => {
  let billing: TestBilling;
  beforeAll(async () => {
    billing = await startTestBilling();
  }, 60_000);
  afterAll(() => billing?.stop());

  const update = (accountId: string, name: string, actor = staffActor('operator')) =>
    billing.execute({
      query: `mutation($a: ID!, $n: String) { updateBillingProfile(input: { accountId: $a, name: $n }) { __typename
        ... on UpdateBillingProfileSuccess { profile { version name } } ... on InvalidInput { field } } }`,
      variables: { a: accountId, n: name },
      actor,
    });

  it('are printed by invoices from then on, and issued ones keep theirs', async () => {
    const { tariffVersionId } = await billing.tariff('10');
    const { accountId, customerId } = await billing.account(tariffVersionId, '2026-01-01');
    await update(accountId, 'Before Ltd');
    await billing.bill('2026-01-01');
    expect((await update(accountId, 'After Ltd')).data).toMatchObject({
      updateBillingProfile: { profile: { version: 3, name: 'After Ltd' } },
    });
    await billing.bill('2026-02-01');
    const { data } = await billing.execute({
      query: `query($id: ID!) { billingAccount(id: $id) { profile { name } invoices { nodes { billingProfile { name } } } } }`,
      variables: { id: accountId },
      actor: memberActor(newId(), customerId, 'viewer'),
    });
    expect(data).toEqual({
      billingAccount: {
        profile: { name: 'After Ltd' },
        invoices: {
          nodes: [{ billingProfile: { name: 'After Ltd' } }, { billingProfile: { name: 'Before Ltd' } }],
        },
      },
    });
  });

  it('are refused when too long, for an account that is not there, and by who may not', async () => {
    const { tariffVersionId } = await billing.tariff('10');
    const { accountId, customerId } = await billing.account(tariffVersionId, '2026-01-01');
    expect((await update(accountId, 'x'.repeat(201))).data).toMatchObject({
      updateBillingProfile: { field: 'name' },
    });
    expect((await update(newId(), 'Nobody')).data).toMatchObject({
      updateBillingProfile: { __typename: 'NotFound' },
    });
    const { errors } = await update(accountId, 'Me', memberActor(newId(), customerId));
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});
