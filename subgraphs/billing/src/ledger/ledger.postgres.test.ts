import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sqlState } from '@lastmile/database/database-errors';
import { newId } from '@lastmile/kernel/id';
import { noDrift, startTestBilling, type TestBilling } from '../scenario/test-billing.ts';

describe('The books', () => {
  let billing: TestBilling;
  let accountId: string;
  let customerId: string;
  beforeAll(async () => {
    billing = await startTestBilling();
    const { tariffVersionId } = await billing.tariff('10');
    ({ accountId, customerId } = await billing.account(tariffVersionId, '2026-01-01'));
    await billing.bill('2026-01-01');
  }, 60_000);
  afterAll(() => billing?.stop());

  const failure = (statement: string, values: unknown[] = []) =>
    billing
      .context()
      .database.query(statement, values)
      .then(
        () => 'done',
        (error) => sqlState(error),
      );

  it.each(['ledger_entry', 'ledger_transaction', 'ledger_account', 'allocation'])(
    'refuse to change or delete what stands in %s',
    async (table) => {
      expect(await failure(`delete from ${table}`)).toBe('23001');
      expect(await failure(`update ${table} set customer_id = customer_id`)).toBe('23001');
      expect(await failure(`truncate ${table} cascade`)).toBe('23001');
    },
  );

  it('refuse entries that do not balance, and keep the balance as it was', async () => {
    const transactionId = newId();
    await billing
      .context()
      .database.query(
        `insert into ledger_transaction (id, kind, account_id, customer_id, booked_on, booked_at) values ($1, 'PAYMENT', $2, $3, '2026-01-02', now())`,
        [transactionId, accountId, customerId],
      );
    const entry = `insert into ledger_entry (transaction_id, ledger_account_id, account_id, customer_id, amount, currency, booked_on)
      select $1, id, account_id, customer_id, -1, currency, '2026-01-02' from ledger_account where id = $2`;
    expect(await failure(entry, [transactionId, accountId])).toBe('23514');
    expect(await billing.balanceOf(accountId)).toBe('10');
    expect(await billing.drift()).toEqual(noDrift);
  });

  it('refuse a charge that overlaps what stands charged for the same item', async () => {
    const overlapping = `insert into charge (id, account_id, customer_id, subscription_id, phase_id, item, period_start, period_end, generation, amount)
      select $1, account_id, customer_id, subscription_id, phase_id, item, period_start + 5, period_end, 1, 1 from charge where account_id = $2`;
    expect(await failure(overlapping, [newId(), accountId])).toBe('23P01');
    expect(await failure(`update charge set released = true where account_id = $1`, [accountId])).toBe(
      'done',
    );
    expect(await failure(overlapping, [newId(), accountId])).toBe('done');
  });
});
