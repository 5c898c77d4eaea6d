import type { AuthContext, AuthWork } from '../auth.ts';
import type { SealedKey } from './signing-key.ts';

const columns = `id, public_key as "publicKey", sealed_private as "sealedPrivate", signs_from as "signsFrom",
  signs_until as "signsUntil", published_to as "publishedTo"`;

/** Every key that is still published, the first to sign first. */
export function listKeys({ database }: AuthContext): Promise<SealedKey[]> {
  return database.statement<SealedKey>(
    'auth-signing-keys',
    `select ${columns} from signing_keys order by signs_from, id`,
  )([]);
}

/** The same under a lock that is held until the transaction ends: replicas that rotate at once take turns. */
export async function lockKeys(work: AuthWork): Promise<SealedKey[]> {
  await work.query(`select pg_advisory_xact_lock(hashtext('auth signing keys'))`);
  return work.query<SealedKey>(`select ${columns} from signing_keys order by signs_from, id`);
}

export async function saveKey(work: AuthWork, key: SealedKey & { readonly createdAt: Date }): Promise<void> {
  await work.query(
    `insert into signing_keys (id, public_key, sealed_private, created_at, signs_from, signs_until, published_to)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      key.id,
      key.publicKey,
      Buffer.from(key.sealedPrivate),
      key.createdAt,
      key.signsFrom,
      key.signsUntil,
      key.publishedTo,
    ],
  );
}

export async function dropKeys(work: AuthWork, ids: readonly string[]): Promise<void> {
  await work.query('delete from signing_keys where id = any($1::uuid[])', [ids]);
}
