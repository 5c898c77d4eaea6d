import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addDays } from '@lastmile/kernel/calendar';
import { newId } from '@lastmile/kernel/id';
import { Decimal, Money } from '@lastmile/kernel/money';
import fc from 'fast-check';
import { cancelInvoice } from '../invoice/cancel-invoice.ts';
import { openAmount } from '../invoice/invoice.ts';
import { payInvoice } from '../payment/pay-invoice.ts';
import { recordPayment } from '../payment/record-payment.ts';
import { noDrift, startTestBilling, type TestBilling } from '../scenario/test-billing.ts';

let billing: TestBilling;
let today = '2020-01-01';
beforeAll(async () => {
  billing = await startTestBilling({ env: { BILLING_TAX_RATE_PERCENT: '19' } });
}, 60_000);
afterAll(() => billing?.stop());

const cents = fc.integer({ min: 1, max: 20_000 });
const step = fc.oneof(
  fc.record({ do: fc.constant('bill' as const), days: fc.integer({ min: 1, max: 45 }) }),
  fc.record({ do: fc.constant('pay' as const), which: fc.nat(20), cents }),
  fc.record({ do: fc.constant('record' as const), cents }),
  fc.record({ do: fc.constant('cancel' as const), which: fc.nat(20) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const eur = (amount: number) => Money.of(new Decimal(amount).dividedBy(100), 'EUR');

/** What a customer owes is what was invoiced and not cancelled, less what was paid: nothing else the model knows. */
interface Model {
  paid: Money;
}

async function take(account: { accountId: string }, model: Model, taken: Step): Promise<void> {
  const context = billing.context();
  const invoices = await billing.invoicesOf(account.accountId);
  if (taken.do === 'bill') {
    today = addDays(today, taken.days);
    await billing.bill(today);
    return;
  }
  if (taken.do === 'record') {
    const amount = eur(taken.cents);
    await recordPayment(context, { ...account, amount, method: 'CASH', idempotencyKey: newId() });
    model.paid = model.paid.plus(amount);
    return;
  }
  const invoice = invoices[taken.which % Math.max(invoices.length, 1)];
  if (!invoice) return;
  if (taken.do === 'cancel') {
    const refused = await cancelInvoice(context, invoice.id).then(
      () => false,
      () => true,
    );
    expect(refused).toBe(invoice.state === 'CANCELLED' || !invoice.allocated.isZero);
    return;
  }
  const amount = eur(taken.cents);
  const refused = await payInvoice(context, {
    invoiceId: invoice.id,
    amount,
    method: 'sandbox-ok',
    idempotencyKey: newId(),
  }).then(
    () => false,
    () => true,
  );
  expect(refused).toBe(!openAmount(invoice).isPositive);
  if (!refused) model.paid = model.paid.plus(amount);
}

it('Given any sequence of bills, payments and cancellations, then the books balance and the account owes what the model says', async () => {
  const { tariffVersionId } = await billing.tariff('29.9', { setupFee: '49.5' });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      const account = await billing.account(tariffVersionId, today, { chargeSetup: true });
      const model: Model = { paid: Money.zero('EUR') };
      for (const taken of [{ do: 'bill' as const, days: 1 }, ...steps]) await take(account, model, taken);
      const invoices = await billing.invoicesOf(account.accountId);
      const invoiced = Money.sum(
        invoices.filter(({ state }) => state === 'ISSUED').map(({ total }) => total),
        'EUR',
      );
      expect(await billing.balanceOf(account.accountId)).toBe(invoiced.minus(model.paid).amount.toFixed());
      expect(await billing.drift()).toEqual(noDrift);
      // What nobody pays any more would be billed again and again by the runs of the next cases.
      await billing
        .context()
        .database.query(`update billing_account set status = 'CLOSED' where id = $1`, [account.accountId]);
    }),
    { numRuns: 25 },
  );
}, 120_000);
