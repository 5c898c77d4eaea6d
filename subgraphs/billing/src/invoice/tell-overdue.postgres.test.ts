import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { Money } from '@lastmile/kernel/money';
import { invoiceOverdue } from '@lastmile/messaging/events/billing/invoice';
import { memberActor } from '@lastmile/subgraph/testing';
import { payInvoice } from '../payment/pay-invoice.ts';
import { startTestBilling, type TestBilling } from '../scenario/test-billing.ts';

describe('An invoice past its due date', () => {
  let billing: TestBilling;
  beforeAll(async () => {
    billing = await startTestBilling();
  }, 60_000);
  afterAll(() => billing?.stop());

  const lookAt = async (instant: string) => {
    billing.clock.set(instant);
    await billing.runJob('tell-overdue');
    return (await billing.said(invoiceOverdue)).map(({ data }) => data);
  };

  it('is told of once, when the next day has begun in its account’s zone and something is open', async () => {
    const { tariffVersionId } = await billing.tariff('149.00');
    // Due dates as in LG30: two days after 1 January is the 3rd, overdue from the 4th.
    const west = { timeZone: 'America/Los_Angeles', netTermDays: 2 };
    const late = await billing.account(tariffVersionId, '2025-01-01', west);
    const partly = await billing.account(tariffVersionId, '2025-01-01', west);
    const paid = await billing.account(tariffVersionId, '2025-01-01', west);
    await billing.bill('2025-01-01');
    const pay = async ({ accountId, customerId }: typeof paid, amount: string) => {
      const [invoice] = await billing.invoicesOf(accountId);
      await payInvoice(billing.context(memberActor(newId(), customerId)), {
        invoiceId: invoice?.id ?? '',
        amount: Money.of(amount, 'EUR'),
        method: 'sandbox-ok',
        idempotencyKey: newId(),
      });
    };
    await pay(partly, '100');
    await pay(paid, '149');
    expect(await lookAt('2025-01-04T07:59:00Z')).toEqual([]);
    const told = await lookAt('2025-01-04T08:01:00Z');
    expect(
      told.map(({ accountId, openAmount, status }) => [accountId, openAmount.amount, status]).sort(),
    ).toEqual(
      [
        [late.accountId, '149.00', 'OVERDUE'],
        [partly.accountId, '49.00', 'OVERDUE'],
      ].sort(),
    );
    expect(await lookAt('2025-02-04T08:01:00Z')).toHaveLength(2);
  });
});
