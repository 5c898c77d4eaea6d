import { notFound } from '@lastmile/kernel/refusal';
import type { BillingContext } from '../billing.ts';
import { tellTariff } from './tariff.event.ts';
import { TariffNotPublishable } from './tariff.problem.ts';
import { lockTariff, type TariffRow, versionsOf } from './tariff.store.ts';
import { tariffTransitions } from './tariff.ts';

/** Publishes the draft version; the one before it is no longer sold. Throws TariffNotPublishable. */
export async function publishTariff(context: BillingContext, tariffId: string): Promise<TariffRow> {
  context.assertMay('tariff:publish');
  return context.transaction(async (work) => {
    const tariff = await lockTariff(work.query, tariffId);
    if (!tariff) throw notFound('tariff');
    const draft = (await versionsOf(work.query, tariff.id)).find(({ status }) => status === 'DRAFT');
    const status = tariffTransitions[tariff.status].publish;
    if (!draft || !status) throw new TariffNotPublishable();
    await work.query(
      `update tariff_version set status = 'WITHDRAWN' where tariff_id = $1 and status = 'PUBLISHED'`,
      [tariff.id],
    );
    await work.query(`update tariff_version set status = 'PUBLISHED', published_at = $2 where id = $1`, [
      draft.id,
      work.clock.now(),
    ]);
    await work.query(`update tariff set status = $2, published_version_id = $3 where id = $1`, [
      tariff.id,
      status,
      draft.id,
    ]);
    const published = { ...tariff, status, publishedVersionId: draft.id };
    tellTariff(work, 'published', published, { ...draft, status });
    return published;
  });
}
