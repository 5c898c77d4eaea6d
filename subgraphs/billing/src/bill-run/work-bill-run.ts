import { billRunFinished, billRunProgressed } from '@lastmile/messaging/events/billing/bill-run';
import type { AccountRow } from '../account/account.store.ts';
import type { BillingContext, BillingWork } from '../billing.ts';
import { findLegalEntity } from '../company/legal-entity.store.ts';
import { groupBy } from '../sql/group-by.ts';
import { billAccount } from './bill-account.ts';
import { newBillRunEvent } from './bill-run.event.ts';
import { addProgress, type BillRunRow, billRunsWhere } from './bill-run.store.ts';
import { countDueAccounts, phasesToBill, takeDueAccount, takeDueAccounts } from './due-accounts.store.ts';
import { setAside } from './set-aside.ts';
import { writeBills } from './write-bills.ts';

/** What came of one chunk: `DONE` with the run, `MORE` to do, or `WAIT` for accounts that somebody else holds. */
export type ChunkOutcome = 'MORE' | 'WAIT' | 'DONE';

/**
 * Bills the next chunk of a run in one transaction. What is due is found by the accounts themselves, so a run that was
 * killed goes on where it was, and several replicas share it. A chunk that fails is tried account by account; an
 * account that fails alone is set aside.
 */
export async function workOnRun(context: BillingContext, run: BillRunRow): Promise<ChunkOutcome> {
  let taken: readonly AccountRow[] = [];
  try {
    const count = await context.transaction(async (work) => {
      taken = await takeDueAccounts(work.query, run, work.settings.billRun.chunkSize);
      await billAccounts(work, run, taken);
      return taken.length;
    });
    if (count > 0) return 'MORE';
  } catch (error) {
    if (taken.length === 0 || isPassing(error)) throw error;
    for (const account of taken) await billAlone(context, run, account);
    return 'MORE';
  }
  return finishRun(context, run);
}

async function billAccounts(
  work: BillingWork,
  run: BillRunRow,
  accounts: readonly AccountRow[],
): Promise<void> {
  if (accounts.length === 0) return;
  const entity = await findLegalEntity(work.query, run.legalEntityId);
  if (!entity) throw new Error(`There is no legal entity ${run.legalEntityId}`);
  const phases = groupBy(
    await phasesToBill(
      work.query,
      accounts.map(({ id }) => id),
    ),
    ({ accountId }) => accountId,
  );
  const bills = accounts.map((account) => ({
    account,
    billed: billAccount(account, phases.get(account.id) ?? [], run.through, entity.taxRatePercent),
  }));
  const occasion = { billRunId: run.id, entity, bulkid: run.bulk ? run.id : undefined };
  const issued = await writeBills(work, bills, occasion);
  const done = { accounts: accounts.length, invoices: issued.length, failures: 0 };
  const progressed = await addProgress(work.query, run.id, done);
  if (progressed) work.emit(billRunProgressed, newBillRunEvent(progressed, work.clock.now()));
}

async function billAlone(context: BillingContext, run: BillRunRow, account: AccountRow): Promise<void> {
  try {
    await context.transaction(async (work) => {
      await billAccounts(work, run, await takeDueAccount(work.query, run, account.id));
    });
  } catch (error) {
    if (isPassing(error)) throw error;
    context.log.error('An account could not be billed and is set aside', {
      billRunId: run.id,
      accountId: account.id,
      error,
    });
    await context.transaction((work) => setAside(work, run, account.id, error));
  }
}

async function finishRun(context: BillingContext, run: BillRunRow): Promise<ChunkOutcome> {
  return context.transaction(async (work) => {
    if ((await countDueAccounts(work.query, run, 1)) > 0) return 'WAIT';
    const now = work.clock.now();
    const updated = await work.query<{ id: string }>(
      `update bill_run set status = 'FINISHED', finished_at = $2 where id = $1 and status = 'RUNNING' returning id`,
      [run.id, now],
    );
    if (updated.length === 0) return 'DONE';
    const [finished] = await billRunsWhere(work.query, 'where r.id = $1', [run.id]);
    if (finished) work.emit(billRunFinished, newBillRunEvent(finished, now));
    return 'DONE';
  });
}

/** What the database fails at as a whole is not an account's fault: the run goes on later. */
function isPassing(error: unknown): boolean {
  const name = error instanceof Error ? error.name : '';
  return name === 'DatabaseUnavailable' || name === 'TransactionTimeout';
}
