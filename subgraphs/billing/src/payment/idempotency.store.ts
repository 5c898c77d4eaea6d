import { createHash } from 'node:crypto';
import type { Query } from '@lastmile/database/database';
import { badInput } from '@lastmile/kernel/refusal';

export type SavedAnswer = 'PAID' | 'PENDING' | 'DECLINED' | 'RECORDED';

export interface KnownRequest {
  readonly fingerprint: string;
  readonly paymentId: string;
  readonly answer: SavedAnswer | null;
}

export interface KeyedRequest {
  readonly actorId: string;
  readonly key: string;
  readonly operation: 'payInvoice' | 'recordPayment';
  readonly fingerprint: string;
  readonly paymentId: string;
}

/** Throws BAD_INPUT for a key that could not be told from another one. */
export function checkIdempotencyKey(key: string): void {
  if (!/^[\x21-\x7e]{8,200}$/.test(key))
    throw badInput('idempotencyKey', '8 to 200 visible characters, new for each payment: a UUID does');
}

/** Tells requests apart that carry the same key; a hash, since keys outlive what was asked. */
export function fingerprintOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/**
 * Claims a key; undefined if it is new. Two at once: the second waits here until the first has committed, and gets what
 * it wrote.
 */
export async function claimKey(
  query: Query,
  request: KeyedRequest,
  now: Date,
): Promise<KnownRequest | undefined> {
  const claimed = await query(
    `insert into idempotency_key (actor_id, key, operation, fingerprint, payment_id, created_at)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning 1`,
    [request.actorId, request.key, request.operation, request.fingerprint, request.paymentId, now],
  );
  return claimed.length === 1 ? undefined : findKey(query, request.actorId, request.key);
}

export async function findKey(query: Query, actorId: string, key: string): Promise<KnownRequest | undefined> {
  const [row] = await query<KnownRequest>(
    `select fingerprint, payment_id as "paymentId", answer from idempotency_key where actor_id = $1 and key = $2`,
    [actorId, key],
  );
  return row;
}

/** Keeps what was answered first; later answers to the same key are that one. */
export async function saveAnswer(query: Query, paymentId: string): Promise<void> {
  await query(
    `update idempotency_key k set answer = case p.status when 'SUCCEEDED' then 'PAID' when 'FAILED' then 'DECLINED' else 'PENDING' end
     from payment p where p.id = k.payment_id and k.payment_id = $1 and k.answer is null`,
    [paymentId],
  );
}
