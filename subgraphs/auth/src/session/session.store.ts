import { defineLoader, grouped, inOrder } from '@lastmile/subgraph/loader';
import type { Auth, AuthWork } from '../auth.ts';
import type { Caller } from '../caller.ts';
import type { SessionEnd } from './session.type.ts';

export interface SessionRow {
  readonly id: string;
  readonly userId: string;
  readonly userAgent: string | null;
  readonly address: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly latestEndAt: Date;
  readonly endedAt: Date | null;
  readonly endReason: SessionEnd | null;
  readonly generation: number;
}

const columns = `s.id, s.user_id as "userId", s.user_agent as "userAgent", host(s.address) as address,
  s.created_at as "createdAt", s.last_seen_at as "lastSeenAt", s.expires_at as "expiresAt",
  s.latest_end_at as "latestEndAt", s.ended_at as "endedAt", s.end_reason as "endReason", s.generation`;

export const sessionById = defineLoader<Auth, string, SessionRow | null>({
  name: 'session-by-id',
  fetch: async (database, ids) => {
    const find = database.statement<SessionRow>(
      'auth-sessions-by-id',
      `select ${columns} from sessions s where s.id = any($1::uuid[])`,
    );
    return inOrder(ids, await find([ids]), ({ id }) => id);
  },
});

/** A page of a user's sessions, the newest first; `live` at an instant, or all where that is null. */
export interface SessionsOfUser {
  readonly userId: string;
  readonly liveAt: string | null;
  readonly before: string | null;
  readonly limit: number;
}

export const sessionsOfUser = defineLoader<Auth, SessionsOfUser, readonly SessionRow[]>({
  name: 'sessions-of-user',
  fetch: async (database, keys) => {
    const find = database.statement<SessionRow & { ordinal: number }>(
      'auth-sessions-of-users',
      `select k.ordinal::int, s.* from
         unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::int[]) with ordinality k(user_id, live_at, before, page, ordinal)
         cross join lateral (
           select ${columns} from sessions s
           where s.user_id = k.user_id and (k.before is null or s.id < k.before)
             and (k.live_at is null or (s.ended_at is null and s.expires_at > k.live_at))
           order by s.id desc limit k.page) s
       order by k.ordinal, s.id desc`,
    );
    const rows = await find([
      keys.map(({ userId }) => userId),
      keys.map(({ liveAt }) => liveAt),
      keys.map(({ before }) => before),
      keys.map(({ limit }) => limit),
    ]);
    const ordinals = keys.map((_, at) => at + 1);
    return grouped(ordinals, rows, ({ ordinal }) => ordinal);
  },
});

export const sessionCountOfUser = defineLoader<Auth, Pick<SessionsOfUser, 'userId' | 'liveAt'>, number>({
  name: 'session-count-of-user',
  fetch: async (database, keys) => {
    const count = database.statement<{ ordinal: number; count: number }>(
      'auth-session-counts',
      `select k.ordinal::int, count(s.id)::int as count
       from unnest($1::uuid[], $2::timestamptz[]) with ordinality k(user_id, live_at, ordinal)
         left join sessions s on s.user_id = k.user_id
           and (k.live_at is null or (s.ended_at is null and s.expires_at > k.live_at))
       group by k.ordinal order by k.ordinal`,
    );
    const rows = await count([keys.map(({ userId }) => userId), keys.map(({ liveAt }) => liveAt)]);
    return rows.map((row) => row.count);
  },
});

export interface NewSession extends Caller {
  readonly id: string;
  readonly userId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly latestEndAt: Date;
  readonly tokenHash: Uint8Array;
}

/** False when the user was deactivated, or the password changed, since it was checked. */
export async function addSession(work: AuthWork, session: NewSession, checkedHash: string): Promise<boolean> {
  const users = await work.query(
    `select id from users where id = $1 and status = 'ACTIVE' and password_hash = $2 for share`,
    [session.userId, checkedHash],
  );
  if (users.length === 0) return false;
  await work.query(
    `insert into sessions (id, user_id, user_agent, address, created_at, last_seen_at, expires_at, latest_end_at)
     values ($1, $2, $3, $4, $5, $5, $6, $7)`,
    [
      session.id,
      session.userId,
      session.userAgent,
      session.address,
      session.createdAt,
      session.expiresAt,
      session.latestEndAt,
    ],
  );
  await work.query('insert into refresh_tokens (token_hash, session_id, generation) values ($1, $2, 1)', [
    Buffer.from(session.tokenHash),
    session.id,
  ]);
  return true;
}

export interface EndedSession {
  readonly id: string;
  readonly userId: string;
}

/** Marks those of the sessions as ended that were not; returns them. */
export function markEnded(
  work: AuthWork,
  which: { readonly ids: readonly string[] } | { readonly userId: string; readonly except: string | null },
  reason: SessionEnd,
  at: Date,
): Promise<EndedSession[]> {
  const [where, values] =
    'ids' in which
      ? ['id = any($1::uuid[]) and $2::uuid is null', [which.ids, null]]
      : ['user_id = $1 and id is distinct from $2::uuid', [which.userId, which.except]];
  return work.query<EndedSession>(
    `with live as (select id from sessions where ${where} and ended_at is null order by id for update)
     update sessions s set ended_at = $3, end_reason = $4::session_end from live
     where s.id = live.id returning s.id, s.user_id as "userId"`,
    [...values, at, reason],
  );
}
