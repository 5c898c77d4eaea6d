import { newId } from '@lastmile/kernel/id';
import { invoiceOverdue } from '@lastmile/messaging/events/billing/invoice';
import type { Job } from '@lastmile/subgraph/definition';
import type { Billing } from '../billing.ts';
import { newInvoiceEvent } from './invoice.event.ts';
import { type InvoiceRow, invoicesWhere } from './invoice.store.ts';

const chunkSize = 200;

/** Tells once of each invoice whose due date has passed, by the date in its account's zone, with something open. */
export const tellOverdue: Job<Billing> = {
  name: 'tell-overdue',
  everyMs: 60_000,
  run: (context) =>
    context.transaction(async (work) => {
      const now = work.clock.now();
      // The account first: payments take the locks in that order. No zone is a day and a half ahead of UTC.
      const locked = await work.query<{ id: string }>(
        `select i.id from invoice i join billing_account a on a.id = i.account_id
         where i.status = 'ISSUED' and i.allocated_amount < i.total and i.overdue_told_on is null
           and i.due_on < (($1::timestamptz at time zone 'UTC')::date + 2)
           and i.due_on < ($1::timestamptz at time zone i.time_zone)::date
         order by i.due_on, i.id limit $2 for update of a skip locked`,
        [now, chunkSize],
      );
      const ids = locked.map(({ id }) => id);
      // Read again under the lock: it may have been paid while we waited for nobody.
      const overdue: InvoiceRow[] = await invoicesWhere(
        work.query,
        `where i.id = any($1::uuid[]) and i.status = 'ISSUED' and i.allocated_amount < i.total and i.overdue_told_on is null`,
        [ids],
      );
      await work.query(
        `update invoice set overdue_told_on = ($2::timestamptz at time zone time_zone)::date where id = any($1::uuid[])`,
        [overdue.map(({ id }) => id), now],
      );
      const bulkid = overdue.length > 50 ? newId() : undefined;
      work.emitMany(
        invoiceOverdue,
        overdue.map((invoice) => newInvoiceEvent(invoice, now, bulkid)),
      );
      return locked.length === chunkSize;
    }),
};
