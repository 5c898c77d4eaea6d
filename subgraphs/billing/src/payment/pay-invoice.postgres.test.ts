import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { Money } from '@lastmile/kernel/money';
import { invoicePaid } from '@lastmile/messaging/events/billing/invoice';
import { paymentFailed, paymentSucceeded } from '@lastmile/messaging/events/billing/payment';
import { memberActor, startTestSubgraph } from '@lastmile/subgraph/testing';
import type { InvoiceRow } from '../invoice/invoice.store.ts';
import { sandboxProvider } from '../provider/sandbox-provider.ts';
import { signSandboxWebhook } from '../provider/sandbox-webhook.ts';
import { readScenario } from '../scenario/read-scenario.ts';
import { noDrift, startTestBilling, type TestBilling } from '../scenario/test-billing.ts';
import { billingSubgraph } from '../subgraph.ts';
import { payInvoice } from './pay-invoice.ts';
import { recordPayment } from './record-payment.ts';

const webhookSecret = 'a-secret-of-the-sandbox-provider-for-tests';
const env = {
  BILLING_SANDBOX_WEBHOOK_SECRET: webhookSecret,
  BILLING_SANDBOX_LATE_MS: '60000',
  BILLING_PAYMENT_EXPIRES_SECONDS: '600',
};
const eur = (amount: string) => Money.of(amount, 'EUR');

let billing: TestBilling;
let invoice: InvoiceRow;
let accountId: string;
let customerId: string;

beforeAll(async () => {
  billing = await startTestBilling({ env });
}, 60_000);
afterAll(() => billing?.stop());

beforeEach(async () => {
  const { tariffVersionId } = await billing.tariff('249.95');
  ({ accountId, customerId } = await billing.account(tariffVersionId, '2026-05-31'));
  await billing.bill('2026-05-31');
  invoice = (await billing.invoicesOf(accountId))[0] as InvoiceRow;
});

const payer = () => billing.context(memberActor(newId(), customerId, 'payer'));
const pay = (
  method: string,
  more: { amount?: Money; key?: string; context?: ReturnType<typeof payer> } = {},
) =>
  payInvoice(more.context ?? payer(), {
    invoiceId: invoice.id,
    method,
    amount: more.amount ?? null,
    idempotencyKey: more.key ?? newId(),
  });
const charges = async () =>
  (
    await billing
      .context()
      .database.query(
        'select 1 from sandbox_charge c join payment p on p.id::text = c.idempotency_key where p.account_id = $1',
        [accountId],
      )
  ).length;
const current = async () => (await billing.invoicesOf(accountId))[0] as InvoiceRow;
const lookLater = async (ms: number) => {
  billing.clock.advanceMs(ms);
  await billing.runJob('enquire-payments');
};

describe('Paying an invoice', () => {
  it('in full settles invoice, ledger and balance, and says so', async () => {
    const { answer, payment } = await pay('sandbox-ok');
    expect([answer, payment.status]).toEqual(['PAID', 'SUCCEEDED']);
    expect((await current()).allocated.toAmountString()).toBe('249.95');
    expect(await billing.balanceOf(accountId)).toBe('0');
    expect(
      (await billing.said(paymentSucceeded)).filter(({ subject }) => subject === payment.id),
    ).toHaveLength(1);
    expect((await billing.said(invoicePaid)).filter(({ subject }) => subject === invoice.id)).toHaveLength(1);
    await expect(pay('sandbox-ok')).rejects.toMatchObject({ code: 'INVOICE_NOT_PAYABLE' });
    expect(await billing.drift()).toEqual(noDrift);
  });

  it('KB20: in parts leaves the rest open, over the next invoice', async () => {
    expect(readScenario('KB20').expect).toContain('balance 239.95');
    await pay('sandbox-ok', { amount: eur('10') });
    expect(await billing.balanceOf(accountId)).toBe('239.95');
    await billing.bill('2026-06-30');
    const [, second] = await billing.invoicesOf(accountId);
    await payInvoice(payer(), { invoiceId: second?.id ?? '', method: 'sandbox-ok', idempotencyKey: newId() });
    expect(await billing.balanceOf(accountId)).toBe('239.95');
    await pay('sandbox-ok', { amount: eur('239.95') });
    expect(await billing.balanceOf(accountId)).toBe('0');
  });

  it('KB21: with the same key again pays once and answers the same; with other arguments it is refused', async () => {
    const context = payer();
    const first = await pay('sandbox-ok', { amount: eur('10'), key: 'key-of-kb21', context });
    expect(await billing.balanceOf(accountId)).toBe('239.95');
    const again = await pay('sandbox-ok', { amount: eur('10'), key: 'key-of-kb21', context });
    expect([again.answer, again.payment.id]).toEqual([first.answer, first.payment.id]);
    expect(await billing.balanceOf(accountId)).toBe('239.95');
    await expect(pay('sandbox-ok', { amount: eur('11'), key: 'key-of-kb21', context })).rejects.toMatchObject(
      { code: 'IDEMPOTENCY_MISMATCH' },
    );
    expect(await billing.balanceOf(accountId)).toBe('239.95');
  });

  it('with one key a hundred times at once charges once and gives every caller the same answer', async () => {
    const context = payer();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => pay('sandbox-ok', { key: 'a-hundred-times', context })),
    );
    expect(new Set(answers.map(({ answer, payment }) => `${answer} ${payment.id}`)).size).toBe(1);
    expect(await charges()).toBe(1);
    expect(await billing.balanceOf(accountId)).toBe('0');
  }, 30_000);

  it('with fifty keys at once has one effect', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => pay('sandbox-ok')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason.code).toMatch(/PAYMENT_IN_PROGRESS|INVOICE_NOT_PAYABLE/);
    expect(await charges()).toBe(1);
    expect(await billing.balanceOf(accountId)).toBe('0');
  }, 30_000);

  it('with too much leaves credit, which the next invoice uses', async () => {
    await pay('sandbox-ok', { amount: eur('300') });
    expect(await billing.balanceOf(accountId)).toBe('-50.05');
    await billing.bill('2026-06-30');
    const [, second] = await billing.invoicesOf(accountId);
    expect(second?.allocated.toAmountString()).toBe('50.05');
    expect(await billing.balanceOf(accountId)).toBe('199.9');
    expect(await billing.drift()).toEqual(noDrift);
  });

  it.each([
    ['nothing', eur('0')],
    ['a negative amount', eur('-1')],
    ['parts of a cent', eur('1.001')],
    ['another currency', Money.of('1', 'USD')],
  ])('with %s is refused as bad input', async (_, amount) => {
    await expect(pay('sandbox-ok', { amount })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await charges()).toBe(0);
  });
});

describe('A provider that', () => {
  it('declines leaves the invoice open and free for another try', async () => {
    const { answer, payment } = await pay('sandbox-no');
    expect([answer, payment.failureReason]).toEqual(['DECLINED', 'insufficient_funds']);
    expect((await billing.said(paymentFailed)).some(({ subject }) => subject === payment.id)).toBe(true);
    expect((await pay('sandbox-ok')).answer).toBe('PAID');
  });

  it('answers late holds back other charges until it has, and the same key keeps its answer', async () => {
    const context = payer();
    const { answer } = await pay('sandbox-late', { key: 'late-key-1', context });
    expect(answer).toBe('PENDING');
    await expect(pay('sandbox-ok')).rejects.toMatchObject({ code: 'PAYMENT_IN_PROGRESS' });
    await lookLater(10_000);
    expect(await billing.balanceOf(accountId)).toBe('249.95');
    await lookLater(60_000);
    expect(await billing.balanceOf(accountId)).toBe('0');
    const again = await pay('sandbox-late', { key: 'late-key-1', context });
    expect([again.answer, again.payment.status]).toEqual(['PENDING', 'SUCCEEDED']);
  });

  it('never answers fails the payment after its time, and money that comes after all is taken in', async () => {
    const { payment } = await pay('sandbox-never');
    await lookLater(60_000);
    await expect(pay('sandbox-ok')).rejects.toMatchObject({ code: 'PAYMENT_IN_PROGRESS' });
    await lookLater(3_600_000);
    expect(
      (await billing.said(paymentFailed)).find(({ subject }) => subject === payment.id)?.data.reason,
    ).toBe('expired');
    expect((await webhook(payment.id)).status).toBe(204);
    expect(await billing.balanceOf(accountId)).toBe('0');
  });

  it('takes the charge and loses the answer is asked, and charges once', async () => {
    const { answer } = await pay('sandbox-timeout');
    expect(answer).toBe('PAID');
    expect(await charges()).toBe(1);
    expect(await billing.balanceOf(accountId)).toBe('0');
  });
});

describe('A process that dies', () => {
  const dying = async (before: boolean) => {
    const sandbox = sandboxProvider({ webhookSecret, lateMs: 0 });
    let reached = () => {};
    const called = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const replica = await startTestSubgraph(billingSubgraph, {
      env: { ...env, BILLING_TAX_RATE_PERCENT: '0' },
      clock: billing.clock,
      databaseUrl: billing.databaseUrl,
      services: {
        paymentProvider: {
          ...sandbox,
          charge: async (desk, request) => {
            if (!before) await sandbox.charge(desk, request);
            reached();
            return new Promise(() => {});
          },
        },
      },
    });
    const actor = memberActor(newId(), customerId, 'payer');
    const request = { invoiceId: invoice.id, method: 'sandbox-ok', idempotencyKey: newId() };
    void payInvoice(replica.context(actor), request);
    await called;
    // Its lease is real time: what half a minute would do.
    await billing
      .context()
      .database.query(`update payment set leased_until = now() - interval '1 s' where account_id = $1`, [
        accountId,
      ]);
    return { replica, actor, request };
  };

  it.each([
    ['before the charge reached the provider', true],
    ['after the charge, before the answer', false],
  ])('%s loses nothing: another one finds out, and charges once', async (_, before) => {
    const { replica, actor, request } = await dying(before);
    await lookLater(5_000);
    expect(await billing.balanceOf(accountId)).toBe('0');
    expect(await charges()).toBe(1);
    expect((await payInvoice(billing.context(actor), request)).answer).toBe('PAID');
    expect(await charges()).toBe(1);
    await replica.stop();
  });

  it('is stood in for by the client that asks again with its key', async () => {
    const { replica, actor, request } = await dying(false);
    expect((await payInvoice(billing.context(actor), request)).answer).toBe('PAID');
    expect(await charges()).toBe(1);
    expect(await billing.drift()).toEqual(noDrift);
    await replica.stop();
  });
});

async function webhook(paymentId: string, more: { secret?: string; at?: Date; status?: string } = {}) {
  const body = Buffer.from(
    JSON.stringify({ idempotencyKey: paymentId, status: more.status ?? 'succeeded', reference: 'sbx_1' }),
  );
  const headers = signSandboxWebhook(more.secret ?? webhookSecret, more.at ?? billing.clock.now(), body);
  const answer = await billing.running.endpoint('POST', '/payments/sandbox/webhook', {
    headers,
    query: {},
    body,
  });
  if (!answer) throw new Error('There is no such endpoint');
  return answer;
}

describe('A webhook', () => {
  it('said five times, and contradicted afterwards, settles once', async () => {
    const { payment } = await pay('sandbox-never');
    const statuses = [];
    for (const status of ['succeeded', 'succeeded', 'declined', 'succeeded', 'declined'])
      statuses.push((await webhook(payment.id, { status })).status);
    expect(statuses).toEqual([204, 204, 204, 204, 204]);
    expect(await billing.balanceOf(accountId)).toBe('0');
    expect(
      (await billing.said(paymentSucceeded)).filter(({ subject }) => subject === payment.id),
    ).toHaveLength(1);
  });

  it('with a foreign signature, or older than five minutes, is refused', async () => {
    const { payment } = await pay('sandbox-never');
    const at = (seconds: number) => new Date(billing.clock.now().getTime() - seconds * 1_000);
    expect((await webhook(payment.id, { secret: 'another-secret-that-is-not-the-right-one' })).status).toBe(
      401,
    );
    expect((await webhook(payment.id, { at: at(301) })).status).toBe(401);
    expect((await webhook(payment.id, { at: at(-301) })).status).toBe(401);
    expect(await billing.balanceOf(accountId)).toBe('249.95');
    expect((await webhook(payment.id, { at: at(299) })).status).toBe(204);
  });
});

describe('A payment recorded by staff', () => {
  it('goes to the oldest invoice first and stays as credit beyond, once per key', async () => {
    await billing.bill('2026-06-30');
    const input = {
      accountId,
      amount: eur('600'),
      method: 'BANK_TRANSFER' as const,
      idempotencyKey: newId(),
    };
    const [one, two] = await Promise.all([
      recordPayment(billing.context(), input),
      recordPayment(billing.context(), input),
    ]);
    expect(one.id).toBe(two.id);
    const open = (await billing.invoicesOf(accountId)).map(({ total, allocated }) =>
      total.minus(allocated).toAmountString(),
    );
    expect(open).toEqual(['0.00', '0.00']);
    expect(await billing.balanceOf(accountId)).toBe('-100.1');
    await expect(recordPayment(billing.context(), { ...input, method: 'CASH' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
  });
});
