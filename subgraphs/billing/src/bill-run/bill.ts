import type { AccountRow } from '../account/account.store.ts';
import type { LegalEntityRow } from '../company/legal-entity.store.ts';
import type { BilledAccount } from './bill-account.ts';

/** What was decided for one account. */
export interface Bill {
  readonly account: AccountRow;
  readonly billed: BilledAccount;
}

/** What the bills of one chunk have in common. */
export interface BillingOccasion {
  readonly billRunId: string;
  readonly entity: LegalEntityRow;
  readonly bulkid: string | undefined;
}
