import { tariffPublished, tariffWithdrawn } from '@lastmile/messaging/events/billing/tariff';
import type { BillingWork } from '../billing.ts';
import type { TariffRow, TariffVersionRow } from './tariff.store.ts';

/** Tells that a version can be sold, or that the tariff is no longer. */
export function tellTariff(
  work: BillingWork,
  what: 'published' | 'withdrawn',
  tariff: TariffRow,
  version: TariffVersionRow,
): void {
  work.emit(
    what === 'published' ? tariffPublished : tariffWithdrawn,
    newTariffEvent(tariff, version, work.clock.now()),
  );
}

export function newTariffEvent(tariff: TariffRow, version: TariffVersionRow, time: Date) {
  return {
    key: tariff.id,
    subject: tariff.id,
    time,
    data: {
      tariffId: tariff.id,
      tariffVersionId: version.id,
      version: version.version,
      status: tariff.status,
      kind: tariff.kind,
      price: version.price.toJSON(),
      setupFee: version.setupFee.toJSON(),
      billingPeriodMonths: version.billingPeriodMonths,
      ...(version.downloadMbps === null ? {} : { downloadMbps: version.downloadMbps }),
      ...(version.uploadMbps === null ? {} : { uploadMbps: version.uploadMbps }),
      validFrom: version.validFrom,
    },
  };
}
