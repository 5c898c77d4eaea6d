import type { Permission } from '@lastmile/kernel/permission';
import { defineLoader, grouped, inOrder } from '@lastmile/subgraph/loader';
import type { Auth, AuthWork } from '../auth.ts';

export interface ApiKeyRow {
  readonly id: string;
  readonly partnerId: string;
  readonly label: string | null;
  readonly prefix: string;
  /** Null for all that the partner may. */
  readonly scopes: Permission[] | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

const columns = `k.id, k.partner_id as "partnerId", k.label, k.prefix,
  case when not k.every_permission then k.scopes end as scopes,
  k.created_at as "createdAt", k.expires_at as "expiresAt", k.revoked_at as "revokedAt", k.last_used_at as "lastUsedAt"`;

export const apiKeyById = defineLoader<Auth, string, ApiKeyRow | null>({
  name: 'api-key-by-id',
  fetch: async (database, ids) => {
    const find = database.statement<ApiKeyRow>(
      'auth-api-keys-by-id',
      `select ${columns} from api_keys k where k.id = any($1::uuid[])`,
    );
    return inOrder(ids, await find([ids]), ({ id }) => id);
  },
});

export const apiKeysOfPartner = defineLoader<Auth, string, readonly ApiKeyRow[]>({
  name: 'api-keys-of-partner',
  fetch: async (database, partnerIds) => {
    const find = database.statement<ApiKeyRow>(
      'auth-api-keys-of-partners',
      `select found.* from unnest($1::uuid[]) p(id) cross join lateral (
         select ${columns} from api_keys k where k.partner_id = p.id order by k.id desc limit 20) found
       order by found.id desc`,
    );
    return grouped(partnerIds, await find([partnerIds]), ({ partnerId }) => partnerId);
  },
});

/** The partner's keys that still sign in, the oldest first. Of a partner that is locked. */
export async function validKeys(work: AuthWork, partnerId: string, now: Date): Promise<ApiKeyRow[]> {
  return work.query<ApiKeyRow>(
    `select ${columns} from api_keys k
     where k.partner_id = $1 and k.revoked_at is null and k.expires_at > $2 order by k.id`,
    [partnerId, now],
  );
}

/** Without a lock: whoever changes a key locks its partner. */
export async function findApiKey(work: AuthWork, id: string): Promise<ApiKeyRow | null> {
  const [row] = await work.query<ApiKeyRow>(`select ${columns} from api_keys k where k.id = $1`, [id]);
  return row ?? null;
}

/** `hash` is the SHA-256 of the key, base64url. */
export async function addApiKey(work: AuthWork, key: ApiKeyRow, hash: string): Promise<void> {
  await work.query(
    `insert into api_keys (id, partner_id, label, prefix, key_hash, every_permission, scopes, created_at, created_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7::text[], $8, $9, $10)`,
    [
      ...[key.id, key.partnerId, key.label, key.prefix, Buffer.from(hash, 'base64url')],
      ...[key.scopes === null, key.scopes ?? [], key.createdAt, work.actor.id, key.expiresAt],
    ],
  );
}

/** The key ends then, for which it can only come earlier. */
export async function endApiKey(
  work: AuthWork,
  id: string,
  ends: { readonly expiresAt: Date } | { readonly revokedAt: Date },
): Promise<void> {
  if ('revokedAt' in ends)
    await work.query('update api_keys set revoked_at = $2 where id = $1', [id, ends.revokedAt]);
  else await work.query('update api_keys set expires_at = $2 where id = $1', [id, ends.expiresAt]);
}
