import { Decimal, Money } from '@lastmile/kernel/money';

/** A line before tax. Prices are net: tax comes on top (README, "Invoice arithmetic"). */
export interface NetLine {
  readonly net: Money;
  /** 20 is 20 %. */
  readonly taxRatePercent: Decimal;
}

export interface TaxLine {
  readonly ratePercent: Decimal;
  readonly net: Money;
  readonly tax: Money;
}

export interface ComposedInvoice<Line extends NetLine> {
  readonly lines: readonly (Line & { readonly tax: Money })[];
  /** One per rate, in the order in which rates first appear. */
  readonly taxes: readonly TaxLine[];
  readonly netTotal: Money;
  readonly taxTotal: Money;
  readonly total: Money;
}

/**
 * Adds tax to lines and sums them up. Tax is rounded once per rate, over the sum of its lines; each line carries what
 * it adds to that rounded sum, so that lines, tax lines and total always agree (two lines of 68.33 at 20 % carry
 * 13.67 and 13.66, together 27.33).
 */
export function composeInvoice<Line extends NetLine>(
  lines: readonly Line[],
  currency: string,
): ComposedInvoice<Line> {
  const running = new Map<string, TaxLine>();
  const taxed = lines.map((line) => {
    const key = line.taxRatePercent.toFixed();
    const before = running.get(key) ?? nothing(line.taxRatePercent, currency);
    const net = before.net.plus(line.net);
    const tax = taxOn(net, line.taxRatePercent);
    running.set(key, { ratePercent: line.taxRatePercent, net, tax });
    return { ...line, tax: tax.minus(before.tax) };
  });
  const taxes = [...running.values()];
  const netTotal = Money.sum(
    lines.map(({ net }) => net),
    currency,
  );
  const taxTotal = Money.sum(
    taxes.map(({ tax }) => tax),
    currency,
  );
  return { lines: taxed, taxes, netTotal, taxTotal, total: netTotal.plus(taxTotal) };
}

export function taxOn(net: Money, ratePercent: Decimal): Money {
  return net.times(ratePercent.dividedBy(100)).rounded();
}

const nothing = (ratePercent: Decimal, currency: string): TaxLine => ({
  ratePercent: new Decimal(ratePercent),
  net: Money.zero(currency),
  tax: Money.zero(currency),
});
