import type { BillingWork } from '../billing.ts';
import { openInvoicesOf } from '../invoice/invoice.store.ts';
import { openAmount } from '../invoice/invoice.ts';
import { groupBy } from '../sql/group-by.ts';
import { allocateOldestFirst, type PlannedAllocation } from './allocate-oldest-first.ts';
import { creditsOf } from './payment.store.ts';
import { unallocated } from './payment.ts';
import { type AllocationFacts, writeAllocations } from './write-allocations.ts';

/** Puts what is left of the accounts' payments against what is open on them, oldest first. The accounts are locked. */
export async function allocateCredits(
  work: BillingWork,
  accountIds: readonly string[],
  facts: AllocationFacts,
): Promise<void> {
  if (accountIds.length === 0) return;
  const credits = groupBy(await creditsOf(work.query, accountIds), ({ accountId }) => accountId);
  const open = groupBy(await openInvoicesOf(work.query, [...credits.keys()]), ({ accountId }) => accountId);
  const planned: PlannedAllocation[] = [...credits].flatMap(([accountId, payments]) =>
    allocateOldestFirst(
      payments.map((payment) => ({ paymentId: payment.id, left: unallocated(payment) })),
      (open.get(accountId) ?? []).map((invoice) => ({ invoiceId: invoice.id, open: openAmount(invoice) })),
    ),
  );
  await writeAllocations(work, planned, facts);
}
