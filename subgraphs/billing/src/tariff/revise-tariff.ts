import { notFound } from '@lastmile/kernel/refusal';
import type { BillingContext } from '../billing.ts';
import { lockTariff, type TariffRow, versionsOf } from './tariff.store.ts';
import { type TariffTerms, writeVersion } from './write-version.ts';

/** Drafts the next version; a draft that was never published is replaced. Subscriptions keep the version they were sold. */
export async function reviseTariff(
  context: BillingContext,
  input: TariffTerms & { readonly tariffId: string },
): Promise<TariffRow> {
  context.assertMay('tariff:publish');
  return context.transaction(async (work) => {
    const tariff = await lockTariff(work.query, input.tariffId);
    if (!tariff) throw notFound('tariff');
    await work.query(`delete from tariff_version where tariff_id = $1 and status = 'DRAFT'`, [tariff.id]);
    const last = (await versionsOf(work.query, tariff.id)).at(-1)?.version ?? 0;
    await writeVersion(work, tariff, last + 1, input);
    return tariff;
  });
}
