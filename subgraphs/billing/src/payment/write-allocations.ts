import { dateInZone } from '@lastmile/kernel/calendar';
import { newId } from '@lastmile/kernel/id';
import { invoicePaid } from '@lastmile/messaging/events/billing/invoice';
import { paymentAllocated } from '@lastmile/messaging/events/billing/payment';
import type { BillingWork } from '../billing.ts';
import { newInvoiceEvent } from '../invoice/invoice.event.ts';
import { type InvoiceRow, invoicesWhere } from '../invoice/invoice.store.ts';
import { openAmount } from '../invoice/invoice.ts';
import { insertRows } from '../sql/insert-rows.ts';
import type { PlannedAllocation } from './allocate-oldest-first.ts';

export interface AllocationFacts {
  readonly at: Date;
  readonly bulkid?: string | undefined;
}

const columns = {
  id: 'uuid',
  paymentId: 'uuid',
  invoiceId: 'uuid',
  accountId: 'uuid',
  customerId: 'uuid',
  amount: 'numeric',
  allocatedAt: 'timestamptz',
} as const;

/** Writes allocations (the database moves invoices and payments along) and tells of them and of what is paid now. */
export async function writeAllocations(
  work: BillingWork,
  planned: readonly PlannedAllocation[],
  { at, bulkid }: AllocationFacts,
): Promise<void> {
  if (planned.length === 0) return;
  const ids = [...new Set(planned.map(({ invoiceId }) => invoiceId))];
  const before = new Map(
    (await invoicesWhere(work.query, 'where i.id = any($1::uuid[])', [ids])).map((row) => [row.id, row]),
  );
  const rows = planned.map((allocation) => {
    const { accountId, customerId } = known(before, allocation.invoiceId);
    return { id: newId(), ...allocation, accountId, customerId, allocatedAt: at };
  });
  await insertRows(work.query, 'allocation', columns, rows);
  const paid: InvoiceRow[] = [];
  const events = rows.map((row) => {
    const invoice = known(before, row.invoiceId);
    const after = { ...invoice, allocated: invoice.allocated.plus(row.amount) };
    before.set(after.id, after);
    if (openAmount(after).isZero) paid.push(after);
    return newAllocatedEvent(row, after, at, bulkid);
  });
  work.emitMany(paymentAllocated, events);
  work.emitMany(
    invoicePaid,
    paid.map((invoice) => {
      const event = newInvoiceEvent(invoice, at, bulkid);
      return { ...event, data: { ...event.data, paidOn: dateInZone(at, invoice.timeZone) } };
    }),
  );
}

function known(invoices: ReadonlyMap<string, InvoiceRow>, id: string): InvoiceRow {
  const invoice = invoices.get(id);
  if (!invoice) throw new Error(`There is no invoice ${id} to allocate to`);
  return invoice;
}

function newAllocatedEvent(
  row: PlannedAllocation & { accountId: string; customerId: string },
  invoice: InvoiceRow,
  time: Date,
  bulkid: string | undefined,
) {
  return {
    key: row.accountId,
    subject: row.paymentId,
    time,
    ids: {
      legalentityid: invoice.legalEntityId,
      customerid: row.customerId,
      accountid: row.accountId,
      invoiceid: row.invoiceId,
      paymentid: row.paymentId,
    },
    ...(bulkid ? { bulkid } : {}),
    data: {
      paymentId: row.paymentId,
      invoiceId: row.invoiceId,
      accountId: row.accountId,
      customerId: row.customerId,
      amount: row.amount.toJSON(),
      openAmount: openAmount(invoice).toJSON(),
    },
  };
}
