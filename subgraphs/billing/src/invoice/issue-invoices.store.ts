import type { Query } from '@lastmile/database/database';
import { newId } from '@lastmile/kernel/id';
import type { BilledLine } from '../bill-run/bill-account.ts';
import { insertRows } from '../sql/insert-rows.ts';
import type { ComposedInvoice, TaxLine } from './compose-invoice.ts';
import type { InvoiceRow } from './invoice.store.ts';

export interface NewInvoice extends InvoiceRow {
  readonly legalEntityProfileId: string;
  readonly fiscalYear: number;
  readonly sequence: number;
  readonly lines: ComposedInvoice<BilledLine>['lines'];
  readonly taxes: readonly TaxLine[];
}

/**
 * Takes the next `count` numbers of a series and returns the first. The series' row stays locked until the transaction
 * ends, so that a number is either used or never given.
 */
export async function takeNumbers(
  query: Query,
  legalEntityId: string,
  fiscalYear: number,
  count: number,
): Promise<number> {
  const [row] = await query<{ last: number }>(
    `insert into invoice_number as n (legal_entity_id, kind, fiscal_year, series, last)
     values ($1, 'INVOICE', $2, '', $3)
     on conflict (legal_entity_id, kind, fiscal_year, series) do update set last = n.last + excluded.last
     returning last`,
    [legalEntityId, fiscalYear, count],
  );
  if (!row) throw new Error('The series of invoice numbers gave none');
  return row.last - count + 1;
}

const invoiceColumns = {
  id: 'uuid',
  accountId: 'uuid',
  customerId: 'uuid',
  legalEntityId: 'uuid',
  legalEntityProfileId: 'uuid',
  billRunId: 'uuid',
  kind: 'text',
  status: 'text',
  number: 'text',
  fiscalYear: 'int',
  series: 'text',
  sequence: 'int',
  currency: 'text',
  timeZone: 'text',
  netTotal: 'numeric',
  taxTotal: 'numeric',
  total: 'numeric',
  issuedOn: 'date',
  dueOn: 'date',
  periodStart: 'date',
  periodEnd: 'date',
  subscriptionId: 'uuid',
  tariffId: 'uuid',
  billingProfileId: 'uuid',
  issuedAt: 'timestamptz',
} as const;

const lineColumns = {
  id: 'uuid',
  invoiceId: 'uuid',
  accountId: 'uuid',
  customerId: 'uuid',
  ordinal: 'int',
  kind: 'text',
  subscriptionId: 'uuid',
  lineId: 'uuid',
  tariffId: 'uuid',
  tariffVersionId: 'uuid',
  description: 'text',
  quantity: 'int',
  unitPrice: 'numeric',
  periodStart: 'date',
  periodEnd: 'date',
  net: 'numeric',
  taxRatePercent: 'numeric',
  tax: 'numeric',
} as const;

const taxColumns = { invoiceId: 'uuid', ratePercent: 'numeric', net: 'numeric', tax: 'numeric' } as const;

/** The newest version of the buyers' particulars, by account: what an invoice pins. */
export async function profilesOf(query: Query, accountIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await query<{ accountId: string; id: string }>(
    `select distinct on (account_id) account_id as "accountId", id from billing_profile
     where account_id = any($1::uuid[]) order by account_id, version desc`,
    [accountIds],
  );
  return new Map(rows.map(({ accountId, id }) => [accountId, id]));
}

/** Writes issued invoices with their lines and taxes. */
export async function insertInvoices(query: Query, invoices: readonly NewInvoice[]): Promise<void> {
  await insertRows(
    query,
    'invoice',
    invoiceColumns,
    invoices.map((invoice) => ({ ...invoice, kind: 'INVOICE', series: '', status: invoice.state })),
  );
  await insertRows(query, 'invoice_line', lineColumns, invoices.flatMap(linesOf));
  await insertRows(
    query,
    'invoice_tax',
    taxColumns,
    invoices.flatMap(({ id, taxes }) => taxes.map((tax) => ({ invoiceId: id, ...tax }))),
  );
}

function linesOf(invoice: NewInvoice) {
  return invoice.lines.map((line, at) => ({
    id: newId(),
    invoiceId: invoice.id,
    accountId: invoice.accountId,
    customerId: invoice.customerId,
    ordinal: at + 1,
    kind: line.kind,
    subscriptionId: line.phase.subscriptionId,
    lineId: line.phase.lineId,
    tariffId: line.phase.tariffId,
    tariffVersionId: line.phase.tariffVersionId,
    description: line.description,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    periodStart: line.charge.start,
    periodEnd: line.charge.end,
    net: line.net,
    taxRatePercent: line.taxRatePercent,
    tax: line.tax,
  }));
}
