import type { Query } from '@lastmile/database/database';
import type { CalendarDate } from '@lastmile/kernel/calendar';
import { isId } from '@lastmile/kernel/id';
import { Decimal, Money } from '@lastmile/kernel/money';
import { defineLoader, grouped, inOrder } from '@lastmile/subgraph/loader';
import type { Billing } from '../billing.ts';
import { selectList } from '../sql/insert-rows.ts';
import type { TariffKind, TariffStatus } from './tariff.ts';

export interface TariffRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: TariffKind;
  readonly status: TariffStatus;
  readonly currency: string;
  readonly publishedVersionId: string | null;
}

export interface TariffVersionRow {
  readonly id: string;
  readonly tariffId: string;
  readonly version: number;
  readonly status: TariffStatus;
  readonly price: Money;
  readonly setupFee: Money;
  readonly currency: string;
  readonly billingPeriodMonths: number;
  readonly downloadMbps: number | null;
  readonly uploadMbps: number | null;
  /** Null: the legal entity's. */
  readonly taxRatePercent: Decimal | null;
  readonly validFrom: CalendarDate;
  readonly publishedAt: Date | null;
}

type RawVersion = Omit<TariffVersionRow, 'price' | 'setupFee' | 'taxRatePercent'> & {
  price: string;
  setupFee: string;
  taxRatePercent: string | null;
};

export const tariffSelect = selectList(
  ['id', 'code', 'name', 'kind', 'status', 'currency', 'publishedVersionId'],
  't',
);
const versionSelect = selectList(
  [
    'id',
    'tariffId',
    'version',
    'status',
    'price',
    'setupFee',
    'currency',
    'billingPeriodMonths',
    'downloadMbps',
    'uploadMbps',
    'taxRatePercent',
    'validFrom',
    'publishedAt',
  ],
  'v',
);

const toVersion = (raw: RawVersion): TariffVersionRow => ({
  ...raw,
  price: Money.of(raw.price, raw.currency),
  setupFee: Money.of(raw.setupFee, raw.currency),
  taxRatePercent: raw.taxRatePercent === null ? null : new Decimal(raw.taxRatePercent),
});

/** Locks the tariff: its versions are numbered and published one at a time. */
export async function lockTariff(query: Query, id: string): Promise<TariffRow | undefined> {
  if (!isId(id)) return undefined;
  return (await query<TariffRow>(`select ${tariffSelect} from tariff t where t.id = $1 for update`, [id]))[0];
}

export async function versionsOf(query: Query, tariffId: string): Promise<TariffVersionRow[]> {
  const rows = await query<RawVersion>(
    `select ${versionSelect} from tariff_version v where v.tariff_id = $1 order by v.version`,
    [tariffId],
  );
  return rows.map(toVersion);
}

export async function findVersion(query: Query, id: string): Promise<TariffVersionRow | undefined> {
  const rows = await query<RawVersion>(`select ${versionSelect} from tariff_version v where v.id = $1`, [id]);
  return rows.map(toVersion)[0];
}

export interface TariffFilter {
  readonly statuses: readonly TariffStatus[];
  readonly kind: TariffKind | null;
}

/** In order of (name, id), behind `after`. */
export function listTariffs(
  query: Query,
  filter: TariffFilter,
  limit: number,
  after: readonly unknown[] | null,
): Promise<TariffRow[]> {
  return query<TariffRow>(
    `select ${tariffSelect} from tariff t
     where t.status = any($1::text[]) and ($2::text is null or t.kind = $2)
       and ($3::text is null or (t.name, t.id) > ($3, $4::uuid))
     order by t.name, t.id limit $5`,
    [filter.statuses, filter.kind, after?.[0] ?? null, after?.[1] ?? null, limit],
  );
}

export async function countTariffs(query: Query, filter: TariffFilter, most: number): Promise<number> {
  const [row] = await query<{ count: number }>(
    `select count(*)::int as count from (
       select from tariff t where t.status = any($1::text[]) and ($2::text is null or t.kind = $2) limit $3) counted`,
    [filter.statuses, filter.kind, most],
  );
  return row?.count ?? 0;
}

export const tariffLoader = defineLoader<Billing, string, TariffRow | null>({
  name: 'tariff',
  fetch: async (database, ids) => {
    const rows = await database.statement<TariffRow>(
      'billing-tariffs',
      `select ${tariffSelect} from tariff t where t.id = any($1::uuid[])`,
    )([ids]);
    return inOrder(ids, rows, ({ id }) => id);
  },
});

export const tariffVersionLoader = defineLoader<Billing, string, TariffVersionRow | null>({
  name: 'tariff-version',
  fetch: async (database, ids) => {
    const rows = await database.statement<RawVersion>(
      'billing-tariff-versions',
      `select ${versionSelect} from tariff_version v where v.id = any($1::uuid[])`,
    )([ids]);
    return inOrder(ids, rows.map(toVersion), ({ id }) => id);
  },
});

export const versionsOfTariffLoader = defineLoader<Billing, string, TariffVersionRow[]>({
  name: 'versions-of-tariff',
  fetch: async (database, ids) => {
    const rows = await database.statement<RawVersion>(
      'billing-versions-of-tariffs',
      `select ${versionSelect} from tariff_version v where v.tariff_id = any($1::uuid[]) order by v.version desc`,
    )([ids]);
    return grouped(ids, rows.map(toVersion), ({ tariffId }) => tariffId);
  },
});
