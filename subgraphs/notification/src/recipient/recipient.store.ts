import type { Query } from '@lastmile/database/database';
import type { CustomerRole } from '@lastmile/kernel/permission';

export interface Membership {
  readonly customerId: string;
  readonly userId: string;
  readonly role: CustomerRole;
  readonly active: boolean;
  /** Grows per user; an older one than what is known is late. */
  readonly userVersion: number;
}

export async function saveMembership(query: Query, membership: Membership): Promise<void> {
  const { customerId, userId, role, active, userVersion } = membership;
  await query(
    `insert into recipient_membership as m (customer_id, user_id, role, active, user_version)
     values ($1, $2, $3, $4, $5)
     on conflict (customer_id, user_id) do update
       set role = excluded.role, active = excluded.active, user_version = excluded.user_version
       where m.user_version < excluded.user_version`,
    [customerId, userId, role, active, userVersion],
  );
}

export async function saveRegistered(query: Query, userId: string, locale: string): Promise<void> {
  await query(
    `insert into recipient_user (user_id, active, locale) values ($1, true, $2)
     on conflict (user_id) do update set locale = excluded.locale`,
    [userId, locale],
  );
}

export async function saveDeactivated(query: Query, userId: string): Promise<void> {
  await query(
    `insert into recipient_user (user_id, active) values ($1, false)
     on conflict (user_id) do update set active = false`,
    [userId],
  );
}

export interface Recipient {
  readonly userId: string;
  /** Null where the user is addressed as such and not as somebody who acts for a customer. */
  readonly role: CustomerRole | null;
  readonly locale: string | null;
}

/** Who acts for a customer and may be written to. */
export function recipientsOf(query: Query, customerId: string): Promise<Recipient[]> {
  return query<Recipient>(
    `select m.user_id as "userId", m.role, u.locale
     from recipient_membership m left join recipient_user u on u.user_id = m.user_id
     where m.customer_id = $1 and m.active and coalesce(u.active, true) order by m.user_id`,
    [customerId],
  );
}

/** Whether anybody has ever acted for the customer, as far as was heard. */
export async function isKnownCustomer(query: Query, customerId: string): Promise<boolean> {
  const rows = await query('select 1 from recipient_membership where customer_id = $1 limit 1', [customerId]);
  return rows.length > 0;
}
