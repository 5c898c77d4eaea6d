import type { BillRunRow } from './bill-run.store.ts';

/** What `billing.billrun.*` tells of a run as it is now. */
export function newBillRunEvent(run: BillRunRow, time: Date) {
  return {
    key: run.id,
    subject: run.id,
    time,
    ids: { legalentityid: run.legalEntityId, billrunid: run.id },
    data: {
      billRunId: run.id,
      legalEntityId: run.legalEntityId,
      dueThrough: run.through,
      status: run.status,
      accounts: run.accountsDone,
      invoices: run.invoices,
      failures: run.failures,
    },
  };
}
