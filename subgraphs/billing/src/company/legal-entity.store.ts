import type { Query } from '@lastmile/database/database';
import { isId } from '@lastmile/kernel/id';
import { Decimal } from '@lastmile/kernel/money';
import { defineLoader, inOrder } from '@lastmile/subgraph/loader';
import type { Billing } from '../billing.ts';

/** A company of the house with the particulars that its invoices print now. */
export interface LegalEntityRow {
  readonly id: string;
  readonly legalEntityId: string;
  readonly name: string;
  readonly country: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly netTermDays: number;
  readonly anchorDay: number | null;
  readonly profileId: string;
  readonly address: string | null;
  readonly taxNumber: string | null;
  readonly taxRatePercent: Decimal;
}

const select = `
  select e.id, e.id as "legalEntityId", p.name, e.country, e.currency, e.time_zone as "timeZone", e.net_term_days as "netTermDays",
    e.anchor_day as "anchorDay", p.id as "profileId", p.address, p.tax_number as "taxNumber",
    p.tax_rate_percent as "taxRatePercent"
  from legal_entity e
  join lateral (select * from legal_entity_profile where legal_entity_id = e.id order by version desc limit 1) p on true`;

type RawLegalEntity = Omit<LegalEntityRow, 'taxRatePercent'> & { taxRatePercent: string };

const toLegalEntity = (raw: RawLegalEntity): LegalEntityRow => ({
  ...raw,
  taxRatePercent: new Decimal(raw.taxRatePercent),
});

export async function allLegalEntities(query: Query): Promise<LegalEntityRow[]> {
  return (await query<RawLegalEntity>(`${select} order by e.created_at, e.id`)).map(toLegalEntity);
}

export async function findLegalEntity(query: Query, id: string): Promise<LegalEntityRow | undefined> {
  if (!isId(id)) return undefined;
  return (await query<RawLegalEntity>(`${select} where e.id = $1`, [id])).map(toLegalEntity)[0];
}

export const legalEntityLoader = defineLoader<Billing, string, LegalEntityRow | null>({
  name: 'legal-entity',
  fetch: async (database, ids) => {
    const rows = await database.statement<RawLegalEntity>(
      'billing-legal-entities',
      `${select} where e.id = any($1::uuid[])`,
    )([ids]);
    return inOrder(ids, rows.map(toLegalEntity), ({ id }) => id);
  },
});
