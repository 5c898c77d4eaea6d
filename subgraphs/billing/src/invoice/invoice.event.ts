import { dateInZone } from '@lastmile/kernel/calendar';
import type { InvoiceRow } from './invoice.store.ts';
import { invoiceStatus, openAmount } from './invoice.ts';

/** What `billing.invoice.*` tells of an invoice as it is now. */
export function newInvoiceEvent(invoice: InvoiceRow, time: Date, bulkid?: string) {
  return {
    key: invoice.accountId,
    subject: invoice.id,
    time,
    ids: {
      legalentityid: invoice.legalEntityId,
      customerid: invoice.customerId,
      accountid: invoice.accountId,
      invoiceid: invoice.id,
      ...(invoice.billRunId ? { billrunid: invoice.billRunId } : {}),
    },
    ...(bulkid ? { bulkid } : {}),
    data: {
      invoiceId: invoice.id,
      number: invoice.number,
      accountId: invoice.accountId,
      customerId: invoice.customerId,
      legalEntityId: invoice.legalEntityId,
      status: invoiceStatus(invoice, dateInZone(time, invoice.timeZone)),
      total: invoice.total.toJSON(),
      openAmount: openAmount(invoice).toJSON(),
      issuedOn: invoice.issuedOn,
      dueOn: invoice.dueOn,
      periodStart: invoice.periodStart,
      periodEnd: invoice.periodEnd,
    },
  };
}
