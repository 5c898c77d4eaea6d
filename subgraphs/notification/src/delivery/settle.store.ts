import type { Query } from '@lastmile/database/database';
import type { Next } from './after-attempt.ts';
import type { LeasedLetter } from './lease.store.ts';
import type { Outcome } from './outcome.ts';

export async function endAttempt(query: Query, letter: LeasedLetter, outcome: Outcome): Promise<void> {
  await query(
    `update delivery_attempt set outcome = $3, code = $4, response = $5, ended_at = now()
     where notification_id = $1 and number = $2`,
    [
      letter.id,
      letter.attempts,
      outcome.kind,
      outcome.kind === 'SENT' ? null : outcome.code,
      outcome.response ?? null,
    ],
  );
}

/** Gives the lease back with what the letter has become; false when the lease was lost meanwhile. */
export async function settleLetter(
  query: Query,
  { id, leaseId }: LeasedLetter,
  next: Next,
  now: Date,
): Promise<boolean> {
  const waits = next.state === 'PENDING';
  const rows = await query(
    `update notification set state = $3, reason = $4, closed_at = $5,
       next_at = case when $6::int is null then next_at else now() + make_interval(secs => $6 / 1000.0) end,
       counted_attempts = counted_attempts - $7, lease_id = null, lease_until = null
     where id = $1 and lease_id = $2 and state = 'PENDING' returning id`,
    [
      id,
      leaseId,
      next.state,
      next.state === 'FAILED' ? next.reason : null,
      waits ? null : now,
      waits ? next.waitMs : null,
      waits && !next.counted ? 1 : 0,
    ],
  );
  return rows.length > 0;
}
