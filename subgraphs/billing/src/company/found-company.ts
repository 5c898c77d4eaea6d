import { firstLegalEntityId } from '@lastmile/kernel/company';
import { newId } from '@lastmile/kernel/id';
import type { BillingContext } from '../billing.ts';
import { ensureSystemAccounts } from '../ledger/ledger.store.ts';

/** Makes the legal entity that every installation begins with, unless it is there. Its particulars come from the settings. */
export async function foundCompany(context: BillingContext): Promise<void> {
  const { company } = context.settings;
  await context.transaction(async (work) => {
    const now = work.clock.now();
    const made = await work.query(
      `insert into legal_entity (id, name, country, currency, time_zone, net_term_days, anchor_day, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id`,
      [
        firstLegalEntityId,
        company.name,
        company.country,
        company.currency,
        company.timeZone,
        company.netTermDays,
        company.anchorDay,
        now,
      ],
    );
    if (made.length === 0) return;
    await work.query(
      `insert into legal_entity_profile (id, legal_entity_id, version, name, tax_rate_percent, created_at)
       values ($1, $2, 1, $3, $4, $5)`,
      [newId(), firstLegalEntityId, company.name, company.taxRatePercent, now],
    );
    await ensureSystemAccounts(work, firstLegalEntityId, company.currency);
  });
}
