import { firstLegalEntityId, firstRegionId } from '@lastmile/kernel/company';
import type { CustomerContext } from './customer-domain.ts';

/** The region that every installation begins with; once it is there, its row counts and not the settings. */
export async function prepareFirstRegion(context: CustomerContext): Promise<void> {
  const { name, timeZone, currency } = context.settings.firstRegion;
  await context.database.query(
    `insert into regions (id, code, name, legal_entity_id, time_zone, currency, created_at)
      values ($1, 'R1', $2, $3, $4, $5, $6) on conflict (id) do nothing`,
    [firstRegionId, name, firstLegalEntityId, timeZone, currency, context.clock.now()],
  );
}
