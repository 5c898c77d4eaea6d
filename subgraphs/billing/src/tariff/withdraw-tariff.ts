import { notFound } from '@lastmile/kernel/refusal';
import type { BillingContext } from '../billing.ts';
import { tellTariff } from './tariff.event.ts';
import { TariffNotPublished } from './tariff.problem.ts';
import { findVersion, lockTariff, type TariffRow } from './tariff.store.ts';
import { tariffTransitions } from './tariff.ts';

/** Takes a tariff off the shelf; what was sold goes on. Throws TariffNotPublished. */
export async function withdrawTariff(context: BillingContext, tariffId: string): Promise<TariffRow> {
  context.assertMay('tariff:publish');
  return context.transaction(async (work) => {
    const tariff = await lockTariff(work.query, tariffId);
    if (!tariff) throw notFound('tariff');
    const status = tariffTransitions[tariff.status].withdraw;
    const version = tariff.publishedVersionId && (await findVersion(work.query, tariff.publishedVersionId));
    if (!status || !version) throw new TariffNotPublished();
    await work.query(`update tariff set status = $2 where id = $1`, [tariff.id, status]);
    await work.query(`update tariff_version set status = $2 where id = $1`, [version.id, status]);
    const withdrawn = { ...tariff, status };
    tellTariff(work, 'withdrawn', withdrawn, { ...version, status });
    return withdrawn;
  });
}
