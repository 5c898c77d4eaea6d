import { isId, newId } from '@lastmile/kernel/id';
import { badInput, Refusal } from '@lastmile/kernel/refusal';
import { userRegistered } from '@lastmile/messaging/events/auth/user';
import type { AuthContext, AuthWork } from '../auth.ts';
import { findPasswordFault } from '../password/new-password.ts';
import { PasswordRefused } from '../password/password.type.ts';
import { isSoundHash } from '../password/password-hasher.ts';
import { changeActors } from './change-actors.ts';
import { emailKey, readEmail } from './email.ts';
import { readDisplayName, readLocale, readPhone } from './profile.ts';
import type { NewUser } from './user.store.ts';

export interface ImportedUser {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  readonly locale: string;
  readonly phone?: string;
  /** Hashed here, one by one. */
  readonly password?: string;
  /** Argon2id in PHC format, at least 19 MiB and two passes; with neither, the user cannot sign in yet. */
  readonly passwordHash?: string;
  /** Names of staff roles, held everywhere. */
  readonly roles?: readonly string[];
}

const chunkSize = 1_000;

/**
 * Brings users along from another system, set-based, a transaction per 1,000. Users whose id is known are left as they
 * are, so that an import that broke off can be repeated. Throws BAD_INPUT naming the first user that does not fit (its
 * place in the list), CONFLICT for an e-mail or phone that is another user's, and FORBIDDEN.
 */
export async function importUsers(context: AuthContext, users: readonly ImportedUser[]): Promise<void> {
  context.assertMay('user:manage');
  const bulkId = newId();
  for (let from = 0; from < users.length; from += chunkSize) {
    const chunk = users.slice(from, from + chunkSize);
    const rows: NewUser[] = [];
    for (const [at, user] of chunk.entries()) rows.push(await readImported(context, user, from + at));
    await context.transaction((work) => saveChunk(work, rows, chunk, bulkId));
  }
}

async function readImported(context: AuthContext, user: ImportedUser, at: number): Promise<NewUser> {
  if (!isId(user.id)) throw badInput(`users.${at}.id`, 'a UUID is expected');
  const email = readEmail(user.email, `users.${at}.email`);
  const displayName = readDisplayName(user.displayName, `users.${at}.displayName`);
  const fault = user.password ? findPasswordFault(user.password, [email, displayName ?? '']) : null;
  if (fault) throw new PasswordRefused(fault);
  if (user.passwordHash && !isSoundHash(user.passwordHash)) {
    throw badInput(
      `users.${at}.passwordHash`,
      'argon2id in PHC format with at least m=19456 and t=2 is taken',
    );
  }
  return {
    id: user.id,
    email,
    emailKey: emailKey(email),
    phone: readPhone(user.phone, `users.${at}.phone`),
    displayName,
    locale: readLocale(user.locale, `users.${at}.locale`),
    passwordHash: user.password
      ? await context.services.passwords.hash(user.password)
      : (user.passwordHash ?? null),
    registeredAt: context.clock.now(),
  };
}

async function saveChunk(
  work: AuthWork,
  rows: readonly NewUser[],
  given: readonly ImportedUser[],
  bulkId: string,
): Promise<void> {
  const added = await work.query<{ id: string; locale: string }>(
    `insert into users (id, email, email_key, phone, display_name, locale, password_hash, password_changed_at, registered_at)
     select id, email, "emailKey", phone, "displayName", locale, "passwordHash", "registeredAt", "registeredAt"
     from jsonb_to_recordset($1::jsonb) as r(id uuid, email text, "emailKey" text, phone text, "displayName" text,
       locale text, "passwordHash" text, "registeredAt" timestamptz)
     on conflict do nothing returning id, locale`,
    [JSON.stringify(rows)],
  );
  if (added.length < rows.length) await assertAllKnown(work, rows);
  const now = work.clock.now();
  work.emitMany(
    userRegistered,
    added.map(({ id, locale }) => ({
      key: id,
      subject: id,
      time: now,
      data: { userId: id, status: 'ACTIVE' as const, locale },
      ids: { userid: id },
      bulkid: bulkId,
    })),
  );
  const fresh = new Set(added.map(({ id }) => id));
  await giveRoles(
    work,
    given.filter(({ id, roles }) => roles?.length && fresh.has(id.toLowerCase())),
    bulkId,
  );
}

/** A row that was not added must be there under its own id; otherwise its e-mail or phone is somebody else's. */
async function assertAllKnown(work: AuthWork, rows: readonly NewUser[]): Promise<void> {
  const known = await work.query<{ id: string }>('select id from users where id = any($1::uuid[])', [
    rows.map(({ id }) => id),
  ]);
  const ids = new Set(known.map(({ id }) => id));
  const stranger = rows.find(({ id }) => !ids.has(id.toLowerCase()));
  if (stranger) {
    throw new Refusal(
      'CONFLICT',
      `The e-mail or phone of user ${stranger.id} is another user's: nothing was imported with it.`,
    );
  }
}

async function giveRoles(work: AuthWork, users: readonly ImportedUser[], bulkId: string): Promise<void> {
  const wanted = users.flatMap(({ id, roles = [] }) => roles.map((role) => ({ id, role })));
  if (wanted.length === 0) return;
  const given = await work.query<{ name: string }>(
    `with wanted as (select * from unnest($1::uuid[], $2::text[]) w(user_id, name)),
       granted as (
         insert into user_roles (user_id, role_id, every_entity, legal_entities, every_region, regions, granted_at, granted_by)
         select w.user_id, r.id, true, '{}', true, '{}', $3, $4 from wanted w join roles r on r.name = w.name
         on conflict do nothing)
     select distinct w.name from wanted w join roles r on r.name = w.name`,
    [wanted.map(({ id }) => id), wanted.map(({ role }) => role), work.clock.now(), work.actor.id],
  );
  const known = new Set(given.map(({ name }) => name));
  const unknown = wanted.find(({ role }) => !known.has(role));
  if (unknown) throw badInput('users.roles', `there is no role ${JSON.stringify(unknown.role)}`);
  await changeActors(work, [...new Set(wanted.map(({ id }) => id))], bulkId);
}
