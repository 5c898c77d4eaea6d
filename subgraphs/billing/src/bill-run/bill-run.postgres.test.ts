import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { billRunFinished, billRunProgressed } from '@lastmile/messaging/events/billing/bill-run';
import { invoiceCreated } from '@lastmile/messaging/events/billing/invoice';
import { startTestSubgraph } from '@lastmile/subgraph/testing';
import { importAccounts } from '../import/import-accounts.ts';
import { cancelInvoice } from '../invoice/cancel-invoice.ts';
import { noDrift, startTestBilling, type TestBilling } from '../scenario/test-billing.ts';
import { billingSubgraph } from '../subgraph.ts';
import { findBillRun } from './bill-run.store.ts';
import { startBillRun } from './start-bill-run.ts';
import { workOnRun } from './work-bill-run.ts';

describe('A bill run', () => {
  let billing: TestBilling;
  beforeAll(async () => {
    billing = await startTestBilling({ env: { BILLING_RUN_CHUNK: '10', BILLING_RUN_BULK_FROM: '20' } });
  }, 60_000);
  afterAll(() => billing?.stop());

  it('shared by two replicas and interrupted in between bills every account once, with numbers without a gap', async () => {
    const { tariffVersionId } = await billing.tariff('10');
    billing.clock.set('2026-01-01T12:00:00Z');
    const rows = Array.from({ length: 95 }, () => ({
      customerId: newId(),
      openedOn: '2026-01-01',
      subscriptions: [{ phases: [{ tariffVersionId, startsOn: '2026-01-01' }] }],
    }));
    await importAccounts(billing.context(), rows);
    const run = await startBillRun(billing.context(), { through: '2026-01-01' });
    await workOnRun(billing.context(), run);
    const other = await startTestSubgraph(billingSubgraph, {
      env: { BILLING_TAX_RATE_PERCENT: '0', BILLING_RUN_CHUNK: '7' },
      clock: billing.clock,
      databaseUrl: billing.databaseUrl,
    });
    // What a killed process leaves behind: a transaction that never commits.
    const killed = other.context().transaction(async (work) => {
      await work.query('update bill_run set accounts_done = accounts_done where id = $1', [newId()]);
      throw new Error('killed');
    });
    await expect(killed).rejects.toThrow('killed');
    await Promise.all([billing.runJob('work-bill-runs'), other.runJob('work-bill-runs')]);
    await billing.runJob('work-bill-runs');
    await other.stop();

    const { query } = billing.context().database;
    expect(await findBillRun(query, run.id)).toMatchObject({
      status: 'FINISHED',
      accountsDone: 95,
      invoices: 95,
      failures: 0,
    });
    const [numbers] = await query<{ accounts: number; numbers: number; last: number }>(
      `select count(distinct account_id)::int as accounts, count(distinct sequence)::int as numbers, max(sequence) as last from invoice`,
    );
    expect(numbers).toEqual({ accounts: 95, numbers: 95, last: 95 });
    expect(await billing.drift()).toEqual(noDrift);
    const created = await billing.said(invoiceCreated);
    expect(created).toHaveLength(95);
    expect(created.every(({ bulkid }) => bulkid === run.id)).toBe(true);
    expect((await billing.said(billRunProgressed)).length).toBeGreaterThan(9);
    expect((await billing.said(billRunFinished)).map(({ data }) => data.invoices)).toEqual([95]);
  });

  it('done again on the same day issues nothing', async () => {
    const before = await billing.said(invoiceCreated);
    const run = await billing.bill('2026-01-01');
    expect(run).toMatchObject({ status: 'FINISHED', accountsDone: 0, invoices: 0 });
    expect(await billing.said(invoiceCreated)).toHaveLength(before.length);
  });

  it('sets aside an account that cannot be billed and bills the others', async () => {
    const { tariffVersionId } = await billing.tariff('10');
    const sound = await billing.account(tariffVersionId, '2026-01-15');
    const broken = await billing.account(tariffVersionId, '1900-01-15');
    const run = await billing.bill('2026-01-15');
    expect(run).toMatchObject({ status: 'FINISHED', failures: 1, invoices: 1 });
    expect(await billing.invoicesOf(sound.accountId)).toHaveLength(1);
    expect(await billing.invoicesOf(broken.accountId)).toHaveLength(0);
  });

  it('charges what costs nothing without an invoice', async () => {
    const { tariffVersionId } = await billing.tariff('0');
    const { accountId } = await billing.account(tariffVersionId, '2026-01-16');
    await billing.bill('2026-01-16');
    expect(await billing.invoicesOf(accountId)).toEqual([]);
    const charges = await billing
      .context()
      .database.query('select 1 from charge where account_id = $1', [accountId]);
    expect(charges).toHaveLength(1);
  });

  it('bills again what a cancelled invoice released, under a new number', async () => {
    const { tariffVersionId } = await billing.tariff('10', { setupFee: '5' });
    const { accountId } = await billing.account(tariffVersionId, '2026-01-17', { chargeSetup: true });
    await billing.bill('2026-01-17');
    const [first] = await billing.invoicesOf(accountId);
    await cancelInvoice(billing.context(), first?.id ?? '');
    expect(await billing.balanceOf(accountId)).toBe('0');
    await billing.bill('2026-01-18');
    const [cancelled, second] = await billing.invoicesOf(accountId);
    expect([cancelled?.state, second?.state]).toEqual(['CANCELLED', 'ISSUED']);
    expect(cancelled?.number).not.toBe(second?.number);
    expect(second?.total.toAmountString()).toBe('15.00');
    expect(await billing.balanceOf(accountId)).toBe('15');
    expect(await billing.drift()).toEqual(noDrift);
  });

  it('puts months that were missed on one invoice, and the next month on the next', async () => {
    const { tariffVersionId } = await billing.tariff('10');
    const { accountId } = await billing.account(tariffVersionId, '2025-11-20');
    await billing.bill('2026-01-21');
    await billing.bill('2026-02-19');
    await billing.bill('2026-02-20');
    const totals = (await billing.invoicesOf(accountId)).map(({ total }) => total.toAmountString());
    expect(totals).toEqual(['30.00', '10.00']);
  });
});

describe('Runs that start by themselves', () => {
  it('bill on the local date, once, however often it is looked (after LG06)', async () => {
    const billing = await startTestBilling({ env: { BILLING_AUTORUN: 'true' } });
    const { tariffVersionId } = await billing.tariff('10');
    const { accountId } = await billing.account(tariffVersionId, '2023-05-23', { timeZone: 'Europe/Paris' });
    const seen: number[] = [];
    for (const now of ['22T21:00', '22T22:00', '23T20:00', '23T21:00', '23T22:10', '24T00:10']) {
      billing.clock.set(`2023-05-${now}:00Z`);
      await billing.runJob('start-due-runs');
      await billing.runJob('work-bill-runs');
      seen.push((await billing.invoicesOf(accountId)).length);
    }
    expect(seen).toEqual([0, 1, 1, 1, 1, 1]);
    const [invoice] = await billing.invoicesOf(accountId);
    expect(invoice?.periodStart).toBe('2023-05-23');
    await billing.stop();
  });
});
