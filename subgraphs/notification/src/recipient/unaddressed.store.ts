import type { Query } from '@lastmile/database/database';
import type { EventEnvelope } from '@lastmile/messaging/envelope';

export async function keepUnaddressed(
  query: Query,
  customerId: string,
  envelope: EventEnvelope,
  expiresAt: Date,
): Promise<void> {
  await query(
    `insert into unaddressed_event (event_id, customer_id, envelope, expires_at) values ($1, $2, $3::jsonb, $4)
     on conflict (event_id) do nothing`,
    [envelope.id, customerId, JSON.stringify(envelope), expiresAt],
  );
}

/** What was kept for a customer, in the order it was written; it is kept no longer. */
export async function takeUnaddressed(query: Query, customerId: string): Promise<EventEnvelope[]> {
  const rows = await query<{ envelope: EventEnvelope }>(
    `with taken as (delete from unaddressed_event where customer_id = $1 returning envelope, event_id)
     select envelope from taken order by event_id`,
    [customerId],
  );
  return rows.map(({ envelope }) => envelope);
}

export async function dropExpired(query: Query, now: Date): Promise<void> {
  await query('delete from unaddressed_event where expires_at < $1', [now]);
}
