import { newId } from '@lastmile/kernel/id';
import type { AuthContext, AuthWork } from '../auth.ts';
import {
  type Failure,
  failureWindowMs,
  familiarForMs,
  familiarPlacesMax,
  waitBeforeTry,
} from './sign-in-throttle.ts';

/** A try that was let through, counted as wrong until it is known to be right. */
export interface Attempt {
  readonly id: string;
  readonly accountKey: Buffer;
  readonly placeKey: Buffer;
}

/**
 * Asks whether a password may be tried now. A try is counted before the password is looked at, under a lock per account,
 * so that many at once get no more tries than one after the other. Returns the wait in ms where there is one.
 */
export function beginAttempt(
  context: AuthContext,
  emailKey: string,
  address: string | null,
): Promise<Attempt | { readonly waitMs: number }> {
  const { accountKey, placeKey } = throttleKeys(context, emailKey, address);
  return context.transaction(async (work) => {
    const now = work.services.clock.now();
    await work.query('select pg_advisory_xact_lock($1)', [accountKey.readBigInt64BE(0)]);
    const familiar = address !== null && (await isFamiliar(work, accountKey, placeKey, now));
    const waitMs = waitBeforeTry(await failuresOf(work, accountKey, placeKey, now), familiar, now);
    if (waitMs > 0) return { waitMs };
    const id = newId();
    await work.query(
      'insert into sign_in_failures (id, account_key, place_key, familiar, settled, failed_at) values ($1, $2, $3, $4, false, $5)',
      [id, accountKey, placeKey, familiar, now],
    );
    return { id, accountKey, placeKey };
  });
}

/** Under what an account and a place are counted: hashes that nobody can try e-mails against without the secret. */
export function throttleKeys({ services }: AuthContext, emailKey: string, address: string | null) {
  return {
    accountKey: services.sealer.fingerprint(emailKey, 'sign-in account'),
    placeKey: services.sealer.fingerprint(address ?? '', 'sign-in place'),
  };
}

/** The password was wrong. */
export async function failAttempt(context: AuthContext, attempt: Attempt): Promise<void> {
  await context.database.query('update sign_in_failures set settled = true where id = $1', [attempt.id]);
}

/**
 * The password was right: this place's count begins anew and the place is familiar from now on. What strangers did from
 * elsewhere still counts against them.
 */
export async function settleAttempt(work: AuthWork, attempt: Attempt, address: string | null): Promise<void> {
  const { accountKey, placeKey } = attempt;
  await work.query('delete from sign_in_failures where account_key = $1 and (id = $2 or place_key = $3)', [
    accountKey,
    attempt.id,
    placeKey,
  ]);
  await rememberPlace(work, attempt, address);
}

/** From now on what comes from there is counted by itself. */
export async function rememberPlace(
  work: AuthWork,
  { accountKey, placeKey }: Pick<Attempt, 'accountKey' | 'placeKey'>,
  address: string | null,
): Promise<void> {
  if (address === null) return;
  await work.query(
    `insert into familiar_places (account_key, place_key, seen_at) values ($1, $2, $3)
     on conflict (account_key, place_key) do update set seen_at = excluded.seen_at`,
    [accountKey, placeKey, work.services.clock.now()],
  );
  await work.query(
    `delete from familiar_places where account_key = $1 and place_key not in
       (select place_key from familiar_places where account_key = $1 order by seen_at desc limit $2)`,
    [accountKey, familiarPlacesMax],
  );
}

/** Forgets what no longer counts; true if there may be more. */
export async function pruneThrottle(context: AuthContext, limit: number): Promise<boolean> {
  const now = context.services.clock.now().getTime();
  const failures = await context.database.query(
    `delete from sign_in_failures where id in
       (select id from sign_in_failures where failed_at < $1 order by failed_at limit $2 for update skip locked) returning id`,
    [new Date(now - failureWindowMs), limit],
  );
  const places = await context.database.query(
    `delete from familiar_places where (account_key, place_key) in
       (select account_key, place_key from familiar_places where seen_at < $1 order by seen_at limit $2 for update skip locked)
     returning seen_at`,
    [new Date(now - familiarForMs), limit],
  );
  return failures.length === limit || places.length === limit;
}

async function isFamiliar(work: AuthWork, accountKey: Buffer, placeKey: Buffer, now: Date): Promise<boolean> {
  const found = await work.query(
    'select 1 from familiar_places where account_key = $1 and place_key = $2 and seen_at > $3',
    [accountKey, placeKey, new Date(now.getTime() - familiarForMs)],
  );
  return found.length > 0;
}

function failuresOf(work: AuthWork, accountKey: Buffer, placeKey: Buffer, now: Date): Promise<Failure[]> {
  return work.query<Failure>(
    `select failed_at as at, place_key = $2 as "samePlace", familiar, settled from sign_in_failures
     where account_key = $1 and failed_at > $3`,
    [accountKey, placeKey, new Date(now.getTime() - failureWindowMs)],
  );
}
