import { type CalendarDate, dateInZone } from '@lastmile/kernel/calendar';
import { newId } from '@lastmile/kernel/id';
import { Decimal, Money } from '@lastmile/kernel/money';
import { badInput } from '@lastmile/kernel/refusal';
import type { BillingWork } from '../billing.ts';

/** What a version costs and gives. */
export interface TariffTerms {
  readonly price: Decimal;
  readonly setupFee?: Decimal | null;
  readonly billingPeriodMonths?: number | null;
  readonly downloadMbps?: number | null;
  readonly uploadMbps?: number | null;
  readonly taxRatePercent?: Decimal | null;
  readonly validFrom?: CalendarDate | null;
}

/** Writes a draft version. Throws BAD_INPUT naming the field that is out of bounds. */
export async function writeVersion(
  work: BillingWork,
  tariff: { id: string; currency: string },
  version: number,
  given: TariffTerms,
): Promise<string> {
  const terms = exactTerms(given);
  checkTerms(terms, tariff.currency);
  const id = newId();
  const now = work.clock.now();
  await work.query(
    `insert into tariff_version (id, tariff_id, version, status, price, setup_fee, currency, billing_period_months,
       download_mbps, upload_mbps, tax_rate_percent, valid_from, created_at)
     values ($1, $2, $3, 'DRAFT', $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      id,
      tariff.id,
      version,
      terms.price.toFixed(),
      terms.setupFee?.toFixed() ?? '0',
      tariff.currency,
      terms.billingPeriodMonths ?? 1,
      terms.downloadMbps ?? null,
      terms.uploadMbps ?? null,
      terms.taxRatePercent?.toFixed() ?? null,
      terms.validFrom ?? dateInZone(now, work.settings.company.timeZone),
      now,
    ],
  );
  return id;
}

/** Decimals written in the query itself come as text: the compiled query keeps literals as JSON. */
function exactTerms(terms: TariffTerms): TariffTerms {
  const exact = (value: Decimal | null | undefined) => (value ? new Decimal(value) : null);
  return {
    ...terms,
    price: new Decimal(terms.price),
    setupFee: exact(terms.setupFee),
    taxRatePercent: exact(terms.taxRatePercent),
  };
}

const moneyMax = 1_000_000_000;

function checkTerms(terms: TariffTerms, currency: string): void {
  Money.of(terms.price, currency);
  checkAmount('price', terms.price);
  if (terms.setupFee) checkAmount('setupFee', terms.setupFee);
  checkWhole('billingPeriodMonths', terms.billingPeriodMonths, 36);
  checkWhole('downloadMbps', terms.downloadMbps, 1_000_000);
  checkWhole('uploadMbps', terms.uploadMbps, 1_000_000);
  const rate = terms.taxRatePercent;
  if (rate && (rate.isNegative() || rate.greaterThanOrEqualTo(100) || rate.decimalPlaces() > 6))
    throw badInput('taxRatePercent', 'a percentage from 0 to below 100, such as "7.5"');
}

function checkAmount(field: string, amount: Decimal): void {
  if (amount.isNegative() || amount.greaterThan(moneyMax))
    throw badInput(field, `an amount from 0 to ${moneyMax}`);
}

function checkWhole(field: string, value: number | null | undefined, most: number): void {
  if (value === null || value === undefined) return;
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw badInput(field, `a whole number from 1 to ${most}`);
}
