import type { Query } from '@lastmile/database/database';
import type { CalendarDate } from '@lastmile/kernel/calendar';
import { isId } from '@lastmile/kernel/id';
import { Money } from '@lastmile/kernel/money';
import { defineLoader, inOrder } from '@lastmile/subgraph/loader';
import type { Billing } from '../billing.ts';
import { selectList } from '../sql/insert-rows.ts';
import type { InvoiceState } from './invoice.ts';

/** An issued or cancelled invoice: drafts are not shown to anybody. */
export interface InvoiceRow {
  readonly id: string;
  readonly accountId: string;
  readonly customerId: string;
  readonly legalEntityId: string;
  readonly billRunId: string | null;
  readonly state: InvoiceState;
  readonly number: string;
  readonly currency: string;
  /** The account’s, as it was at issue: due dates live in it. */
  readonly timeZone: string;
  readonly netTotal: Money;
  readonly taxTotal: Money;
  readonly total: Money;
  readonly allocated: Money;
  readonly issuedOn: CalendarDate;
  readonly dueOn: CalendarDate;
  readonly periodStart: CalendarDate;
  readonly periodEnd: CalendarDate;
  readonly subscriptionId: string | null;
  readonly tariffId: string | null;
  readonly billingProfileId: string | null;
  readonly issuedAt: Date;
  readonly cancelledAt: Date | null;
}

export type RawInvoice = Omit<InvoiceRow, 'state' | 'netTotal' | 'taxTotal' | 'total' | 'allocated'> & {
  status: InvoiceState;
  netTotal: string;
  taxTotal: string;
  total: string;
  allocatedAmount: string;
};

export const invoiceFields = [
  'id',
  'accountId',
  'customerId',
  'legalEntityId',
  'billRunId',
  'status',
  'number',
  'currency',
  'timeZone',
  'netTotal',
  'taxTotal',
  'total',
  'allocatedAmount',
  'issuedOn',
  'dueOn',
  'periodStart',
  'periodEnd',
  'subscriptionId',
  'tariffId',
  'billingProfileId',
  'issuedAt',
  'cancelledAt',
] as const;

export const invoiceSelect = selectList(invoiceFields, 'i');

export function toInvoice(raw: RawInvoice): InvoiceRow {
  const { status, netTotal, taxTotal, total, allocatedAmount, ...rest } = raw;
  const money = (amount: string) => Money.of(amount, raw.currency);
  return {
    ...rest,
    state: status,
    netTotal: money(netTotal),
    taxTotal: money(taxTotal),
    total: money(total),
    allocated: money(allocatedAmount),
  };
}

/** Rows of invoice as `i`, by the rest of the statement. */
export async function invoicesWhere(
  query: Query,
  rest: string,
  values: readonly unknown[],
): Promise<InvoiceRow[]> {
  return (await query<RawInvoice>(`select ${invoiceSelect} from invoice i ${rest}`, values)).map(toInvoice);
}

export async function findInvoice(query: Query, id: string): Promise<InvoiceRow | undefined> {
  return isId(id)
    ? (await invoicesWhere(query, `where i.id = $1 and i.status <> 'DRAFT'`, [id]))[0]
    : undefined;
}

/** What is open on accounts, the oldest first: the order in which credit is put against it. */
export function openInvoicesOf(query: Query, accountIds: readonly string[]): Promise<InvoiceRow[]> {
  return invoicesWhere(
    query,
    `where i.account_id = any($1::uuid[]) and i.status = 'ISSUED' and i.allocated_amount < i.total
     order by i.account_id, i.due_on, i.sequence`,
    [accountIds],
  );
}

export const invoiceLoader = defineLoader<Billing, string, InvoiceRow | null>({
  name: 'invoice',
  fetch: async (database, ids) => {
    const rows = await database.statement<RawInvoice>(
      'billing-invoices',
      `select ${invoiceSelect} from invoice i where i.id = any($1::uuid[]) and i.status <> 'DRAFT'`,
    )([ids]);
    return inOrder(ids, rows.map(toInvoice), ({ id }) => id);
  },
});
