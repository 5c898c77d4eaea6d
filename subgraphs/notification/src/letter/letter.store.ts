import { newId } from '@lastmile/kernel/id';
import type { EventEnvelope } from '@lastmile/messaging/envelope';
import type { NotificationWork } from '../notification.ts';
import type { Facts } from '../occasion/facts.ts';
import type { PlannedLetter } from './address-letters.ts';

export interface LetterOrigin {
  readonly dedupeKey: string;
  readonly occasion: string;
  readonly envelope: EventEnvelope;
  readonly customerId: string | null;
  readonly facts: Facts;
  readonly occurredAt: Date;
}

/** Writes letters that are not there yet; gives how many. */
export async function insertLetters(
  work: NotificationWork,
  letters: readonly PlannedLetter[],
  origin: LetterOrigin,
): Promise<number> {
  if (letters.length === 0) return 0;
  const { envelope } = origin;
  const rows = letters.map((letter) => ({ id: newId(), ...letter }));
  const written = await work.query(
    `insert into notification (id, dedupe_key, user_id, customer_id, legal_entity_id, region_id, channel, name,
       occasion, event_id, event_type, facts, occurred_at, expires_at, correlation_id, state, created_at, next_at)
     select r.id, $2, r."userId", $3, $4, $5, r.channel, r.name, $6, $7, $8, $9::jsonb, $10, r."expiresAt", $11,
       'PENDING', $12, now()
     from jsonb_to_recordset($1::jsonb)
       as r(id uuid, "userId" uuid, channel text, name text, "expiresAt" timestamptz)
     on conflict (dedupe_key, user_id, channel, name) do nothing returning id`,
    [
      JSON.stringify(rows),
      origin.dedupeKey,
      origin.customerId,
      envelope.legalentityid ?? null,
      envelope.regionid ?? null,
      origin.occasion,
      envelope.id,
      envelope.type,
      JSON.stringify(origin.facts),
      origin.occurredAt,
      envelope.correlationid,
      work.clock.now(),
    ],
  );
  return written.length;
}
