import { defineLoader, inOrder } from '@lastmile/subgraph/loader';
import type { Auth, AuthContext, AuthWork } from '../auth.ts';
import type { UserStatus } from './user.type.ts';

export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly phone: string | null;
  readonly displayName: string | null;
  readonly locale: string;
  readonly status: UserStatus;
  readonly registeredAt: Date;
  readonly passwordChangedAt: Date | null;
}

export const userColumns = `u.id, u.email, u.phone, u.display_name as "displayName", u.locale, u.status,
  u.registered_at as "registeredAt", u.password_changed_at as "passwordChangedAt"`;

export const userById = defineLoader<Auth, string, UserRow | null>({
  name: 'user-by-id',
  fetch: async (database, ids) => {
    const find = database.statement<UserRow>(
      'auth-users-by-id',
      `select ${userColumns} from users u where u.id = any($1::uuid[])`,
    );
    return inOrder(ids, await find([ids]), ({ id }) => id);
  },
});

export interface NewUser {
  readonly id: string;
  readonly email: string;
  readonly emailKey: string;
  readonly phone: string | null;
  readonly displayName: string | null;
  readonly locale: string;
  readonly passwordHash: string | null;
  readonly registeredAt: Date;
}

/** Which unique value was already somebody else's, or null when the user was added. */
export async function addUser(work: AuthWork, user: NewUser): Promise<'email' | 'phone' | null> {
  const added = await work.query(
    `insert into users (id, email, email_key, phone, display_name, locale, password_hash, password_changed_at, registered_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8) on conflict do nothing returning id`,
    [
      user.id,
      user.email,
      user.emailKey,
      user.phone,
      user.displayName,
      user.locale,
      user.passwordHash,
      user.registeredAt,
    ],
  );
  if (added.length > 0) return null;
  const taken = await work.query('select 1 from users where email_key = $1', [user.emailKey]);
  return taken.length > 0 ? 'email' : 'phone';
}

export interface Credentials {
  readonly id: string;
  readonly email: string;
  readonly displayName: string | null;
  readonly status: UserStatus;
  readonly passwordHash: string | null;
}

const credentialColumns = `id, email, display_name as "displayName", status, password_hash as "passwordHash"`;

export async function credentialsByEmail(
  context: AuthContext,
  emailKey: string,
): Promise<Credentials | null> {
  const find = context.database.statement<Credentials>(
    'auth-credentials-by-email',
    `select ${credentialColumns} from users where email_key = $1`,
  );
  return (await find([emailKey]))[0] ?? null;
}

export async function credentialsById(context: AuthContext, id: string): Promise<Credentials | null> {
  const find = context.database.statement<Credentials>(
    'auth-credentials-by-id',
    `select ${credentialColumns} from users where id = $1`,
  );
  return (await find([id]))[0] ?? null;
}

/** Puts a new hash in place of the one that was checked; false when another change came first. */
export async function replacePassword(
  work: AuthWork,
  change: { id: string; from: string | null; to: string; changedAt: Date | null },
): Promise<boolean> {
  const changed = await work.query(
    `update users set password_hash = $3, password_changed_at = coalesce($4, password_changed_at)
     where id = $1 and password_hash is not distinct from $2 and status = 'ACTIVE' returning id`,
    [change.id, change.from, change.to, change.changedAt],
  );
  return changed.length > 0;
}

export async function lockUser(work: AuthWork, id: string): Promise<UserRow | null> {
  const rows = await work.query<UserRow>(`select ${userColumns} from users u where u.id = $1 for update`, [
    id,
  ]);
  return rows[0] ?? null;
}

export async function markDeactivated(work: AuthWork, id: string, at: Date): Promise<UserRow | null> {
  const rows = await work.query<UserRow>(
    `update users u set status = 'DEACTIVATED', deactivated_at = $2 where u.id = $1 returning ${userColumns}`,
    [id, at],
  );
  return rows[0] ?? null;
}
