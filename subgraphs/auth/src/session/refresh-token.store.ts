import type { AuthWork } from '../auth.ts';
import type { Caller } from '../caller.ts';

export interface FamilyRow {
  readonly sessionId: string;
  readonly userId: string;
  readonly userActive: boolean;
  readonly endedAt: Date | null;
  readonly expiresAt: Date;
  readonly latestEndAt: Date;
  readonly sessionGeneration: number;
  readonly tokenGeneration: number;
  readonly usedAt: Date | null;
  readonly successor: Buffer | null;
}

/**
 * The session that a token belongs to, locked, and the token as it is under that lock: two statements, since one would
 * read the token as it was before it waited.
 */
export async function lockFamily(work: AuthWork, tokenHash: Uint8Array): Promise<FamilyRow | null> {
  const hash = Buffer.from(tokenHash);
  await work.query(
    `select 1 from sessions where id = (select session_id from refresh_tokens where token_hash = $1) for update`,
    [hash],
  );
  const rows = await work.query<FamilyRow>(
    `select s.id as "sessionId", s.user_id as "userId", u.status = 'ACTIVE' as "userActive", s.ended_at as "endedAt",
       s.expires_at as "expiresAt", s.latest_end_at as "latestEndAt", s.generation as "sessionGeneration",
       t.generation as "tokenGeneration", t.used_at as "usedAt", t.successor
     from refresh_tokens t join sessions s on s.id = t.session_id join users u on u.id = s.user_id
     where t.token_hash = $1`,
    [hash],
  );
  return rows[0] ?? null;
}

export interface Rotation extends Caller {
  readonly sessionId: string;
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  readonly sealedSuccessor: Uint8Array;
  readonly generation: number;
  readonly at: Date;
  readonly expiresAt: Date;
}

export async function saveRotation(work: AuthWork, rotation: Rotation): Promise<void> {
  await work.query('update refresh_tokens set used_at = $2, successor = $3 where token_hash = $1', [
    Buffer.from(rotation.from),
    rotation.at,
    Buffer.from(rotation.sealedSuccessor),
  ]);
  await work.query('update refresh_tokens set successor = null where session_id = $1 and generation = $2', [
    rotation.sessionId,
    rotation.generation - 2,
  ]);
  await work.query('insert into refresh_tokens (token_hash, session_id, generation) values ($1, $2, $3)', [
    Buffer.from(rotation.to),
    rotation.sessionId,
    rotation.generation,
  ]);
  await work.query(
    `update sessions set generation = $2, last_seen_at = $3, expires_at = $4,
       address = coalesce($5::inet, address), user_agent = coalesce($6, user_agent) where id = $1`,
    [
      rotation.sessionId,
      rotation.generation,
      rotation.at,
      rotation.expiresAt,
      rotation.address,
      rotation.userAgent,
    ],
  );
}

export async function sessionOfToken(work: AuthWork, tokenHash: Uint8Array): Promise<string | null> {
  const rows = await work.query<{ sessionId: string }>(
    'select session_id as "sessionId" from refresh_tokens where token_hash = $1',
    [Buffer.from(tokenHash)],
  );
  return rows[0]?.sessionId ?? null;
}
