import type { ImportedTariff } from '@lastmile/billing/import/import-tariffs';
import type { CalendarDate } from '@lastmile/kernel/calendar';
import { demoId } from './dice.ts';

const offer = (
  code: string,
  name: string,
  price: string,
  [downloadMbps, uploadMbps]: readonly [number, number],
  setupFee = '49.00',
) => ({ code, name, price, downloadMbps, uploadMbps, setupFee });

const offers = [
  offer('FIBRE-100', 'Fibre 100', '24.95', [100, 50]),
  offer('FIBRE-250', 'Fibre 250', '29.95', [250, 100]),
  offer('FIBRE-500', 'Fibre 500', '39.95', [500, 200]),
  offer('FIBRE-1000', 'Fibre 1000', '54.95', [1_000, 500]),
  offer('AIR-50', 'Air 50', '22.95', [50, 10], '79.00'),
  offer('AIR-100', 'Air 100', '27.95', [100, 20], '79.00'),
  offer('BUSINESS-1000', 'Business Fibre 1000', '99.00', [1_000, 1_000], '199.00'),
];

/** What the demo provider sells, net of tax. */
export function demoTariffs(validFrom: CalendarDate): ImportedTariff[] {
  return offers.map((one) => ({
    ...one,
    id: demoId('tariff', one.code),
    versionId: demoId('tariff-version', one.code),
    kind: 'INTERNET' as const,
    currency: 'EUR',
    validFrom,
  }));
}

export const versionOf = (code: string) => demoId('tariff-version', code);
