import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { Money } from '@lastmile/kernel/money';
import { memberActor } from '@lastmile/subgraph/testing';
import { recordPayment } from '../payment/record-payment.ts';
import { startTestBilling, type TestBilling } from '../scenario/test-billing.ts';

interface Statement {
  openingBalance: { amount: string };
  closingBalance: { amount: string };
  entries: {
    nodes: { amount: { amount: string }; balance: { amount: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}

describe('A statement', () => {
  let billing: TestBilling;
  beforeAll(async () => {
    billing = await startTestBilling();
  }, 60_000);
  afterAll(() => billing?.stop());

  it('opens with what was owed before, closes with what is owed after, and its pages join', async () => {
    const { tariffVersionId } = await billing.tariff('100');
    const { accountId, customerId } = await billing.account(tariffVersionId, '2026-01-10');
    for (const day of ['2026-01-10', '2026-02-10', '2026-03-10', '2026-04-10']) {
      await billing.bill(day);
      const amount = Money.of('60', 'EUR');
      await recordPayment(billing.context(), { accountId, amount, method: 'CASH', idempotencyKey: newId() });
    }
    const actor = memberActor(newId(), customerId, 'viewer');
    const read = async (after: string | null): Promise<Statement> => {
      const { data, errors } = await billing.execute({
        query: `query($id: ID!, $after: Cursor) { billingAccount(id: $id) { statement(from: "2026-02-01", to: "2026-03-31") {
          openingBalance { amount } closingBalance { amount }
          entries(first: 3, after: $after) { nodes { amount { amount } balance { amount } } pageInfo { hasNextPage endCursor } } } } }`,
        variables: { id: accountId, after },
        actor,
      });
      expect(errors).toBeUndefined();
      return (data as { billingAccount: { statement: Statement } }).billingAccount.statement;
    };
    const first = await read(null);
    expect([first.openingBalance.amount, first.closingBalance.amount]).toEqual(['40.00', '120.00']);
    const second = await read(first.entries.pageInfo.endCursor);
    expect([first.entries.pageInfo.hasNextPage, second.entries.pageInfo.hasNextPage]).toEqual([true, false]);
    const rows = [...first.entries.nodes, ...second.entries.nodes].map(({ amount, balance }) => [
      amount.amount,
      balance.amount,
    ]);
    expect(rows).toEqual([
      ['100.00', '140.00'],
      ['-60.00', '80.00'],
      ['100.00', '180.00'],
      ['-60.00', '120.00'],
    ]);
  });
});
