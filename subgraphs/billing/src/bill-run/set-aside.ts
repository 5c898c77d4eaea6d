import { sqlState } from '@lastmile/database/database-errors';
import { billRunProgressed } from '@lastmile/messaging/events/billing/bill-run';
import type { BillingWork } from '../billing.ts';
import { newBillRunEvent } from './bill-run.event.ts';
import { addProgress, type BillRunRow } from './bill-run.store.ts';

/** Takes an account out of this run, with why; the next run tries it again. */
export async function setAside(
  work: BillingWork,
  run: BillRunRow,
  accountId: string,
  error: unknown,
): Promise<void> {
  const state = sqlState(error);
  const reason = state
    ? `SQLSTATE ${state}`
    : error instanceof Error
      ? error.message.slice(0, 500)
      : 'unknown';
  const written = await work.query(
    `insert into bill_run_failure (bill_run_id, account_id, reason, failed_at) values ($1, $2, $3, $4)
     on conflict do nothing returning 1`,
    [run.id, accountId, reason, work.clock.now()],
  );
  if (written.length === 0) return;
  const progressed = await addProgress(work.query, run.id, { accounts: 0, invoices: 0, failures: 1 });
  if (progressed) work.emit(billRunProgressed, newBillRunEvent(progressed, work.clock.now()));
}
