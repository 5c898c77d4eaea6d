import { setTimeout as sleep } from 'node:timers/promises';
import type { BillingContext } from '../billing.ts';
import { type BillRunRow, findBillRun } from './bill-run.store.ts';
import { type StartBillRun, startBillRun } from './start-bill-run.ts';
import { workOnRun } from './work-bill-run.ts';

/** Starts a run and works through it here and now: for loading a provider's past, month by month, by a moved clock. */
export async function runBills(context: BillingContext, input: StartBillRun): Promise<BillRunRow> {
  const run = await startBillRun(context, input);
  for (;;) {
    const outcome = await workOnRun(context, run);
    if (outcome === 'DONE') break;
    if (outcome === 'WAIT') await sleep(50);
  }
  return (await findBillRun(context.database.query, run.id)) ?? run;
}
