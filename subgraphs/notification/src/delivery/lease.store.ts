import type { Query } from '@lastmile/database/database';
import { newId } from '@lastmile/kernel/id';
import type { Facts } from '../occasion/facts.ts';

/** A letter that this process alone works on until the lease ends. */
export interface LeasedLetter {
  readonly id: string;
  readonly leaseId: string;
  readonly userId: string;
  readonly customerId: string | null;
  readonly channel: string;
  readonly name: string;
  readonly occasion: string;
  readonly facts: Facts;
  readonly expiresAt: Date;
  readonly correlationId: string;
  /** All attempts, and those that count, this one included. */
  readonly attempts: number;
  readonly tries: number;
  readonly locale: string | null;
  /** Still somebody who may be told. */
  readonly entitled: boolean;
  readonly address: string | null;
  readonly message: Buffer | null;
}

/**
 * Takes the letter that has been due longest (real clock) and begins an attempt, in one statement. An attempt that a
 * crash left open is closed as INTERRUPTED.
 */
export async function leaseLetter(query: Query, leaseMs: number): Promise<LeasedLetter | null> {
  const rows = await query<LeasedLetter>(
    `with due as (
       select id from notification
       where state = 'PENDING' and next_at <= now() and (lease_until is null or lease_until < now())
       order by next_at limit 1 for update skip locked),
     taken as (
       update notification n set lease_id = $1, lease_until = now() + make_interval(secs => $2 / 1000.0),
         attempts = attempts + 1, counted_attempts = counted_attempts + 1
       from due where n.id = due.id returning n.*),
     interrupted as (
       update delivery_attempt a set outcome = 'INTERRUPTED', ended_at = now()
       from taken where a.notification_id = taken.id and a.outcome = 'STARTED'),
     begun as (
       insert into delivery_attempt (notification_id, number, outcome, started_at)
       select id, attempts, 'STARTED', now() from taken)
     select t.id, t.lease_id as "leaseId", t.user_id as "userId", t.customer_id as "customerId", t.channel, t.name,
       t.occasion, t.facts, t.expires_at as "expiresAt", t.correlation_id as "correlationId", t.attempts,
       t.counted_attempts as tries, t.address, t.message, u.locale,
       coalesce(u.active, true) and (t.customer_id is null or exists (
         select from recipient_membership m
         where m.customer_id = t.customer_id and m.user_id = t.user_id and m.active)) as entitled
     from taken t left join recipient_user u on u.user_id = t.user_id`,
    [newId(), leaseMs],
  );
  return rows[0] ?? null;
}

export interface StoredMessage {
  readonly templateId: string;
  readonly templateVersion: number;
  readonly address: string;
  readonly subject: string;
  readonly textBody: string;
  readonly message: Buffer;
  readonly renderedAt: Date;
}

/** Keeps what was rendered, unless the lease was lost. From now on every attempt sends these bytes. */
export async function storeMessage(
  query: Query,
  { id, leaseId }: Pick<LeasedLetter, 'id' | 'leaseId'>,
  stored: StoredMessage,
): Promise<boolean> {
  const rows = await query(
    `update notification set template_id = $3, template_version = $4, address = $5, subject = $6, text_body = $7,
       message = $8, rendered_at = $9
     where id = $1 and lease_id = $2 and state = 'PENDING' and message is null returning id`,
    [
      id,
      leaseId,
      stored.templateId,
      stored.templateVersion,
      stored.address,
      stored.subject,
      stored.textBody,
      stored.message,
      stored.renderedAt,
    ],
  );
  return rows.length > 0;
}
