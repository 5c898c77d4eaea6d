import type { Query } from '@lastmile/database/database';
import { type PaymentRow, paymentsWhere } from './payment.store.ts';

/** A process that asks a provider has this long before another one may ask too. Real time. */
const leaseSeconds = 30;

/** Takes the right to ask the provider about a pending payment; undefined where somebody else has it, or it is settled. */
export async function takeLease(query: Query, id: string): Promise<PaymentRow | undefined> {
  const taken = await query(
    `update payment set leased_until = clock_timestamp() + make_interval(secs => $2)
     where id = $1 and status = 'PENDING' and (leased_until is null or leased_until < clock_timestamp()) returning 1`,
    [id, leaseSeconds],
  );
  return taken.length === 1 ? (await paymentsWhere(query, 'where p.id = $1', [id]))[0] : undefined;
}

export async function endLease(query: Query, id: string, nextEnquiryAt: Date): Promise<void> {
  await query(
    `update payment set leased_until = null, next_enquiry_at = $2, enquiries = enquiries + 1
     where id = $1 and status = 'PENDING'`,
    [id, nextEnquiryAt],
  );
}

/** Leases what is due for an enquiry by the business clock, shared between replicas. */
export async function leaseUnsettled(query: Query, now: Date, limit: number): Promise<PaymentRow[]> {
  const taken = await query<{ id: string }>(
    `update payment set leased_until = clock_timestamp() + make_interval(secs => $3)
     where id in (
       select id from payment where status = 'PENDING' and next_enquiry_at <= $1
         and (leased_until is null or leased_until < clock_timestamp())
       order by next_enquiry_at, id limit $2 for update skip locked)
     returning id`,
    [now, limit, leaseSeconds],
  );
  return paymentsWhere(query, 'where p.id = any($1::uuid[])', [taken.map(({ id }) => id)]);
}
