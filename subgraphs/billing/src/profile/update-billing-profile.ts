import { newId } from '@lastmile/kernel/id';
import { badInput } from '@lastmile/kernel/refusal';
import { permitted } from '../access/permitted.ts';
import { findAccount, lockAccount } from '../account/account.store.ts';
import type { BillingContext } from '../billing.ts';
import { newestProfile, type ProfileRow } from './profile.store.ts';

export interface UpdateBillingProfile {
  readonly accountId: string;
  readonly name?: string | null;
  readonly address?: string | null;
  readonly taxNumber?: string | null;
}

/**
 * Writes the next version of the buyer’s particulars: invoices from now on print it, issued ones keep theirs. What is
 * left out stays, null empties. Nothing of it is told in events, since it is personal.
 */
export async function updateBillingProfile(
  context: BillingContext,
  input: UpdateBillingProfile,
): Promise<ProfileRow> {
  return context.transaction(async (work) => {
    permitted(work, 'account:manage', await findAccount(work.query, input.accountId), 'billing account');
    await lockAccount(work.query, input.accountId);
    const current = await newestProfile(work.query, input.accountId);
    if (!current) throw new Error(`Account ${input.accountId} has no profile`);
    const text = (field: 'name' | 'address' | 'taxNumber', most: number) =>
      input[field] === undefined ? current[field] : checked(field, input[field], most);
    await work.query(
      `insert into billing_profile (id, account_id, customer_id, version, name, address, tax_number, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        newId(),
        current.accountId,
        current.customerId,
        current.version + 1,
        text('name', 200),
        text('address', 500),
        text('taxNumber', 50),
        work.clock.now(),
      ],
    );
    return (await newestProfile(work.query, input.accountId)) ?? current;
  });
}

function checked(field: string, value: string | null, most: number): string | null {
  const text = value?.trim() ?? null;
  if (text !== null && (text.length === 0 || text.length > most))
    throw badInput(field, `1 to ${most} characters, or null to empty it`);
  return text;
}
