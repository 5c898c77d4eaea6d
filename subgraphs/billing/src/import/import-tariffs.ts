import type { CalendarDate } from '@lastmile/kernel/calendar';
import { newId } from '@lastmile/kernel/id';
import { Decimal, Money } from '@lastmile/kernel/money';
import { tariffPublished } from '@lastmile/messaging/events/billing/tariff';
import type { BillingContext } from '../billing.ts';
import { insertRows } from '../sql/insert-rows.ts';
import { newTariffEvent } from '../tariff/tariff.event.ts';
import type { TariffKind } from '../tariff/tariff.ts';

/** A tariff that is sold already, with one version. Ids are made unless given. */
export interface ImportedTariff {
  readonly id?: string;
  readonly versionId?: string;
  readonly code: string;
  readonly name: string;
  readonly kind: TariffKind;
  readonly currency: string;
  /** Decimal text, before tax. */
  readonly price: string;
  readonly setupFee?: string;
  readonly billingPeriodMonths?: number;
  readonly downloadMbps?: number;
  readonly uploadMbps?: number;
  readonly validFrom: CalendarDate;
}

export interface TariffIds {
  readonly code: string;
  readonly tariffId: string;
  readonly tariffVersionId: string;
}

const tariffColumns = {
  id: 'uuid',
  code: 'text',
  name: 'text',
  kind: 'text',
  status: 'text',
  currency: 'text',
  publishedVersionId: 'uuid',
  createdAt: 'timestamptz',
} as const;

const versionColumns = {
  id: 'uuid',
  tariffId: 'uuid',
  version: 'int',
  status: 'text',
  price: 'numeric',
  setupFee: 'numeric',
  currency: 'text',
  billingPeriodMonths: 'int',
  downloadMbps: 'int',
  uploadMbps: 'int',
  validFrom: 'date',
  publishedAt: 'timestamptz',
  createdAt: 'timestamptz',
} as const;

/** Brings along what another system sells. A code that is taken fails the whole import. */
export async function importTariffs(
  context: BillingContext,
  rows: readonly ImportedTariff[],
): Promise<TariffIds[]> {
  context.assertMay('tariff:publish');
  const now = context.clock.now();
  const made = rows.map((row) => toTariff(row, now));
  await context.transaction(async (work) => {
    await insertRows(
      work.query,
      'tariff',
      tariffColumns,
      made.map(({ tariff }) => tariff),
    );
    await insertRows(
      work.query,
      'tariff_version',
      versionColumns,
      made.map(({ version }) => version),
    );
    const bulkid = newId();
    work.emitMany(
      tariffPublished,
      made.map(({ tariff, version }) => ({ ...newTariffEvent(tariff, version, now), bulkid })),
    );
  });
  return made.map(({ tariff, version }) => ({
    code: tariff.code,
    tariffId: tariff.id,
    tariffVersionId: version.id,
  }));
}

function toTariff(row: ImportedTariff, now: Date) {
  const versionId = row.versionId ?? newId();
  const tariff = {
    id: row.id ?? newId(),
    code: row.code,
    name: row.name,
    kind: row.kind,
    status: 'PUBLISHED' as const,
    currency: row.currency,
    publishedVersionId: versionId,
    createdAt: now,
  };
  const version = {
    id: versionId,
    tariffId: tariff.id,
    version: 1,
    status: 'PUBLISHED' as const,
    price: Money.of(new Decimal(row.price), row.currency),
    setupFee: Money.of(new Decimal(row.setupFee ?? 0), row.currency),
    currency: row.currency,
    billingPeriodMonths: row.billingPeriodMonths ?? 1,
    downloadMbps: row.downloadMbps ?? null,
    uploadMbps: row.uploadMbps ?? null,
    taxRatePercent: null,
    validFrom: row.validFrom,
    publishedAt: now,
    createdAt: now,
  };
  return { tariff, version };
}
