import type { Query } from '@lastmile/database/database';
import { newId } from '@lastmile/kernel/id';
import type { InvoiceRow } from '../invoice/invoice.store.ts';
import { columnsOf } from '../sql/insert-rows.ts';
import type { Bill } from './bill.ts';

/**
 * Writes charges, each in the generation after the one that was released. The database refuses one that overlaps what
 * stands charged for the same item.
 */
export async function writeCharges(
  query: Query,
  bills: readonly Bill[],
  invoices: readonly Pick<InvoiceRow, 'id' | 'accountId'>[],
): Promise<void> {
  const invoiceOf = new Map(invoices.map(({ id, accountId }) => [accountId, id]));
  const rows = bills.flatMap(({ account, billed }) =>
    billed.charges.map((charge) => ({
      id: newId(),
      accountId: account.id,
      customerId: account.customerId,
      phaseId: charge.phaseId,
      item: charge.item,
      start: charge.start,
      end: charge.end,
      amount: charge.amount,
      invoiceId: invoiceOf.get(account.id) ?? null,
    })),
  );
  if (rows.length === 0) return;
  await query(
    `insert into charge (id, account_id, customer_id, subscription_id, phase_id, item, period_start, period_end,
       generation, amount, invoice_id)
     select n.id, n.account_id, n.customer_id, p.subscription_id, n.phase_id, n.item, n.period_start, n.period_end,
       1 + coalesce((select max(c.generation) from charge c
         where c.phase_id = n.phase_id and c.item = n.item and c.period_start = n.period_start), 0),
       n.amount, n.invoice_id
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::date[], $7::date[], $8::numeric[], $9::uuid[])
       as n(id, account_id, customer_id, phase_id, item, period_start, period_end, amount, invoice_id)
     join subscription_phase p on p.id = n.phase_id`,
    columnsOf(
      ['id', 'accountId', 'customerId', 'phaseId', 'item', 'start', 'end', 'amount', 'invoiceId'],
      rows,
    ),
  );
}

/** Moves phases and accounts on to where the next bill begins. */
export async function writePhases(query: Query, bills: readonly Bill[]): Promise<void> {
  await query(
    `update subscription_phase p set charged_through = n.charged_through, setup_charged = n.setup_charged
     from unnest($1::uuid[], $2::date[], $3::boolean[]) as n(id, charged_through, setup_charged) where p.id = n.id`,
    columnsOf(
      ['id', 'chargedThrough', 'setupCharged'],
      bills.flatMap(({ billed }) => billed.phases),
    ),
  );
  await query(
    `update billing_account a set next_bill_on = n.next_bill_on
     from unnest($1::uuid[], $2::date[]) as n(id, next_bill_on) where a.id = n.id`,
    columnsOf(
      ['id', 'nextBillOn'],
      bills.map(({ account, billed }) => ({ id: account.id, nextBillOn: billed.nextBillOn })),
    ),
  );
}

/**
 * Releases what an invoice charged, so that it is billed again: phases go back to the first day that is no longer
 * charged, and the account is due from then on.
 */
export async function releaseCharges(query: Query, invoiceId: string, accountId: string): Promise<void> {
  const released = await query<{ phaseId: string; item: string; start: string }>(
    `update charge set released = true where invoice_id = $1 and not released
     returning phase_id as "phaseId", item, period_start as start`,
    [invoiceId],
  );
  await query(
    `update subscription_phase p set
       charged_through = least(p.charged_through, r.first), setup_charged = p.setup_charged and not r.setup
     from (select phase_id, min(start) as first, bool_or(item = 'SETUP') as setup
       from unnest($1::uuid[], $2::text[], $3::date[]) as released(phase_id, item, start) group by 1) r
     where p.id = r.phase_id`,
    columnsOf(['phaseId', 'item', 'start'], released),
  );
  await query(`update billing_account set next_bill_on = least(next_bill_on, $2::date) where id = $1`, [
    accountId,
    released.map(({ start }) => start).sort()[0] ?? null,
  ]);
}
