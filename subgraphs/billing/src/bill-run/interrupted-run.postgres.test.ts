import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { invoiceCreated } from '@lastmile/messaging/events/billing/invoice';
import { startTestSubgraph } from '@lastmile/subgraph/testing';
import pg from 'pg';
import { importAccounts } from '../import/import-accounts.ts';
import { noDrift, startTestBilling } from '../scenario/test-billing.ts';
import { billingSubgraph } from '../subgraph.ts';
import { findBillRun } from './bill-run.store.ts';
import { startBillRun } from './start-bill-run.ts';

const accounts = 300;

/** A small generator whose seed is printed, so that a failure can be had again. */
function randomFrom(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

it('A run of two replicas whose connections are cut at random moments bills every account once', async () => {
  const seed = Math.floor(Math.random() * 2_147_483_648);
  const random = randomFrom(seed);
  const env = { BILLING_TAX_RATE_PERCENT: '0', BILLING_AUTORUN: 'false', BILLING_RUN_CHUNK: '11' };
  const billing = await startTestBilling({ env });
  const other = await startTestSubgraph(billingSubgraph, {
    env,
    clock: billing.clock,
    databaseUrl: billing.databaseUrl,
  });
  const { tariffVersionId } = await billing.tariff('10');
  billing.clock.set('2026-01-01T12:00:00Z');
  await importAccounts(
    billing.context(),
    Array.from({ length: accounts }, () => ({
      customerId: newId(),
      openedOn: '2026-01-01',
      subscriptions: [{ phases: [{ tariffVersionId, startsOn: '2026-01-01' }] }],
    })),
  );
  const run = await startBillRun(billing.context(), { through: '2026-01-01' });
  const killer = new pg.Pool({ connectionString: billing.databaseUrl, application_name: 'killer', max: 3 });
  const status = async () =>
    (await killer.query<{ status: string }>('select status from bill_run where id = $1', [run.id])).rows[0]
      ?.status;
  let cuts = 0;
  const cutting = (async () => {
    while (cuts < 12 && (await status()) === 'RUNNING') {
      await sleep(20 + random() * 60);
      const { rowCount } = await killer.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name <> 'killer' and state <> 'idle'`,
      );
      if (rowCount) cuts += 1;
    }
  })();
  const working = [billing, other].map(async (replica) => {
    while ((await status()) === 'RUNNING') {
      await replica.runJob('work-bill-runs').catch(() => {});
      await sleep(5);
    }
  });
  await Promise.all([cutting, ...working]);
  await killer.end();

  const { query } = billing.context().database;
  const finished = await findBillRun(query, run.id);
  expect({ seed, ...finished }).toMatchObject({
    status: 'FINISHED',
    accountsDone: accounts,
    invoices: accounts,
    failures: 0,
  });
  const [counts] = await query<object>(
    `select count(*)::int as invoices, count(distinct account_id)::int as accounts, max(sequence) as last from invoice`,
  );
  expect(counts).toEqual({ invoices: accounts, accounts, last: accounts });
  expect(await billing.said(invoiceCreated)).toHaveLength(accounts);
  expect(await billing.drift()).toEqual(noDrift);
  expect(cuts).toBeGreaterThan(0);
  await other.stop();
  await billing.stop();
}, 90_000);
