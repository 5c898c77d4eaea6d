import { permitted } from '../access/permitted.ts';
import { type AccountRow, findAccount, lockAccount } from '../account/account.store.ts';
import type { BillingContext } from '../billing.ts';
import { allocateCredits } from './allocate-credits.ts';

/** Puts an account's credit against what is open on it, oldest first, without waiting for the next invoice. By staff. */
export async function allocateCredit(context: BillingContext, accountId: string): Promise<AccountRow> {
  return context.transaction(async (work) => {
    permitted(work, 'payment:manage', await findAccount(work.query, accountId), 'billing account');
    const account = await lockAccount(work.query, accountId);
    await allocateCredits(work, [account.id], { at: work.clock.now() });
    return account;
  });
}
