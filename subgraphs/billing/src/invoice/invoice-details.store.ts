import type { CalendarDate } from '@lastmile/kernel/calendar';
import { Decimal, Money } from '@lastmile/kernel/money';
import { defineLoader, grouped } from '@lastmile/subgraph/loader';
import type { Billing } from '../billing.ts';
import { selectList } from '../sql/insert-rows.ts';

export interface InvoiceLineRow {
  readonly id: string;
  readonly invoiceId: string;
  readonly kind: string;
  readonly description: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly periodStart: CalendarDate;
  readonly periodEnd: CalendarDate;
  readonly net: Money;
  readonly taxRatePercent: Decimal;
  readonly tax: Money;
  readonly subscriptionId: string | null;
  readonly tariffId: string | null;
}

interface RawLine extends Omit<InvoiceLineRow, 'unitPrice' | 'net' | 'tax' | 'taxRatePercent'> {
  unitPrice: string;
  net: string;
  tax: string;
  taxRatePercent: string;
  currency: string;
}

const lineSelect = selectList(
  [
    'id',
    'invoiceId',
    'kind',
    'description',
    'quantity',
    'unitPrice',
    'periodStart',
    'periodEnd',
    'net',
    'taxRatePercent',
    'tax',
    'subscriptionId',
    'tariffId',
  ],
  'l',
);

const toLine = ({ currency, ...raw }: RawLine): InvoiceLineRow => ({
  ...raw,
  unitPrice: Money.of(raw.unitPrice, currency),
  net: Money.of(raw.net, currency),
  tax: Money.of(raw.tax, currency),
  taxRatePercent: new Decimal(raw.taxRatePercent),
});

export const linesOfInvoiceLoader = defineLoader<Billing, string, InvoiceLineRow[]>({
  name: 'lines-of-invoice',
  fetch: async (database, invoiceIds) => {
    const rows = await database.statement<RawLine>(
      'billing-lines-of-invoices',
      `select ${lineSelect}, i.currency from invoice_line l join invoice i on i.id = l.invoice_id
       where l.invoice_id = any($1::uuid[]) order by l.invoice_id, l.ordinal`,
    )([invoiceIds]);
    return grouped(invoiceIds, rows.map(toLine), ({ invoiceId }) => invoiceId);
  },
});

export interface InvoiceTaxRow {
  readonly invoiceId: string;
  readonly ratePercent: Decimal;
  readonly net: Money;
  readonly tax: Money;
}

export const taxesOfInvoiceLoader = defineLoader<Billing, string, InvoiceTaxRow[]>({
  name: 'taxes-of-invoice',
  fetch: async (database, invoiceIds) => {
    const rows = await database.statement<{
      invoiceId: string;
      ratePercent: string;
      net: string;
      tax: string;
      currency: string;
    }>(
      'billing-taxes-of-invoices',
      `select t.invoice_id as "invoiceId", t.rate_percent as "ratePercent", t.net, t.tax, i.currency
       from invoice_tax t join invoice i on i.id = t.invoice_id
       where t.invoice_id = any($1::uuid[]) order by t.invoice_id, t.rate_percent`,
    )([invoiceIds]);
    const taxes = rows.map(({ currency, ...row }) => ({
      invoiceId: row.invoiceId,
      ratePercent: new Decimal(row.ratePercent),
      net: Money.of(row.net, currency),
      tax: Money.of(row.tax, currency),
    }));
    return grouped(invoiceIds, taxes, ({ invoiceId }) => invoiceId);
  },
});
