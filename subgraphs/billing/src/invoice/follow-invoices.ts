import {
  invoiceCancelled,
  invoiceCreated,
  invoiceOverdue,
  invoicePaid,
} from '@lastmile/messaging/events/billing/invoice';
import type { BillingContext } from '../billing.ts';
import { followSubject, type SubjectArgs } from '../live/follow-subject.ts';
import { findInvoice } from './invoice.store.ts';

/** Invoices as they are created, paid, overdue and cancelled. */
export async function* followInvoices(context: BillingContext, args: SubjectArgs) {
  const payloads = await followSubject(context, args, {
    on: [invoiceCreated, invoicePaid, invoiceOverdue, invoiceCancelled],
    permission: 'invoice:read',
    entityOf: async (event) => (await findInvoice(context.database.query, event.subject)) ?? null,
  });
  for await (const { entity, ...rest } of payloads) yield { ...rest, invoice: entity };
}
