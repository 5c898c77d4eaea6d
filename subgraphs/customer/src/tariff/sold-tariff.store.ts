import type { CalendarDate } from '@lastmile/kernel/calendar';
import { isId } from '@lastmile/kernel/id';
import type { CustomerWork } from '../customer-domain.ts';

export interface SoldVersion {
  readonly tariffVersionId: string;
  readonly tariffId: string;
  readonly version: number;
  /** ISO 4217 */
  readonly currency: string;
  readonly validFrom: CalendarDate;
}

export async function rememberVersion(work: CustomerWork, sold: SoldVersion): Promise<void> {
  await work.query(
    `insert into sold_tariffs (tariff_id, withdrawn) values ($1, false)
      on conflict (tariff_id) do update set withdrawn = false`,
    [sold.tariffId],
  );
  await work.query(
    `insert into sold_tariff_versions (tariff_version_id, tariff_id, version, currency, valid_from)
      values ($1, $2, $3, $4, $5)
      on conflict (tariff_version_id) do update
      set currency = excluded.currency, valid_from = excluded.valid_from`,
    [sold.tariffVersionId, sold.tariffId, sold.version, sold.currency, sold.validFrom],
  );
}

export async function rememberWithdrawal(work: CustomerWork, tariffId: string): Promise<void> {
  await work.query(
    `insert into sold_tariffs (tariff_id, withdrawn) values ($1, true)
      on conflict (tariff_id) do update set withdrawn = true`,
    [tariffId],
  );
}

/** The version of a tariff that is sold on a day, null where none is. */
export async function soldVersion(
  work: CustomerWork,
  tariffId: string,
  day: CalendarDate,
): Promise<SoldVersion | null> {
  if (!isId(tariffId)) return null;
  const [version] = await work.query<SoldVersion>(
    `select v.tariff_version_id as "tariffVersionId", v.tariff_id as "tariffId", v.version, v.currency,
        v.valid_from as "validFrom"
      from sold_tariff_versions v join sold_tariffs t on t.tariff_id = v.tariff_id
      where v.tariff_id = $1 and not t.withdrawn and v.valid_from <= $2::date
      order by v.version desc limit 1`,
    [tariffId, day],
  );
  return version ?? null;
}
