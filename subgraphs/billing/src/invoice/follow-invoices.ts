import { Money } from '@lastmile/kernel/money';
import {
  invoiceCancelled,
  invoiceCreated,
  invoiceOverdue,
  invoicePaid,
} from '@lastmile/messaging/events/billing/invoice';
import type { z } from 'zod';
import type { BillingContext } from '../billing.ts';
import { followSubject, type SubjectArgs, withEntity } from '../live/follow-subject.ts';
import { findInvoice } from './invoice.store.ts';

type InvoiceFacts = z.output<typeof invoiceCreated.schema>;

/** Invoices as they are created, paid, overdue and cancelled. */
export async function followInvoices(context: BillingContext, args: SubjectArgs) {
  const payloads = await followSubject(context, args, {
    on: [invoiceCreated, invoicePaid, invoiceOverdue, invoiceCancelled],
    permission: 'invoice:read',
    entityOf: async (event) => (await findInvoice(context.database.query, event.subject)) ?? null,
  });
  return withEntity(payloads, 'invoice', ({ status, openAmount, total }: InvoiceFacts) => ({
    status,
    total: Money.of(total.amount, total.currency),
    openAmount: Money.of(openAmount.amount, openAmount.currency),
  }));
}
