import { firstRegionId } from '@lastmile/kernel/company';
import { isId } from '@lastmile/kernel/id';
import { badInput } from '@lastmile/kernel/refusal';
import type { CustomerContext, CustomerWork } from '../customer-domain.ts';
import { rowsByKey } from '../sql/rows-by-key.ts';
import { selectColumns } from '../sql/select-columns.ts';

export interface RegionRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly legalEntityId: string;
  /** IANA */
  readonly timeZone: string;
  /** ISO 4217 */
  readonly currency: string;
}

const columns = selectColumns<RegionRow>({
  id: 'r.id',
  code: 'r.code',
  name: 'r.name',
  legalEntityId: 'r.legal_entity_id',
  timeZone: 'r.time_zone',
  currency: 'r.currency',
});

export const regionById = rowsByKey<RegionRow>({
  name: 'region_by_id',
  sql: `select ${columns} from regions r where r.id = any($1::uuid[])`,
  keyOf: ({ id }) => id,
});

/** A company has a handful of regions, so there is no paging. */
export async function listRegions(context: CustomerContext): Promise<RegionRow[]> {
  return context.database.statement<RegionRow>(
    'regions_all',
    `select ${columns} from regions r order by r.code`,
  )([]);
}

/** The region of this id, the first one for none. Throws BAD_INPUT naming `field` for an unknown one. */
export async function regionNamed(
  work: Pick<CustomerWork, 'query'>,
  id: string | null | undefined,
  field = 'regionId',
): Promise<RegionRow> {
  const wanted = id ?? firstRegionId;
  const rows = isId(wanted)
    ? await work.query<RegionRow>(`select ${columns} from regions r where r.id = $1`, [wanted])
    : [];
  if (!rows[0]) throw badInput(field, 'there is no such region; the query "regions" lists them');
  return rows[0];
}
