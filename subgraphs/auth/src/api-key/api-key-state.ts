import { timingSafeEqual } from 'node:crypto';
import type { ApiKeyState, ReadApiKey } from '@lastmile/kernel/api-key';
import { isPermission } from '@lastmile/kernel/permission';
import type { AuthContext } from '../auth.ts';

interface KeyColumns {
  readonly apiKeyId: string;
  readonly keyHash: Uint8Array;
  readonly expiresAt: Date;
  readonly isStale: boolean;
  readonly partnerId: string;
  readonly name: string;
  readonly permissions: string[];
  readonly legalEntities: string[] | null;
  readonly regions: string[] | null;
  readonly quotaPerMinute: number;
  readonly quotaPerDay: number;
  readonly version: number;
}

/** Found by its prefix; compared in the same time whatever the hash. `isStale`: it was not noted as used lately. */
const select = `select k.id as "apiKeyId", k.key_hash as "keyHash", k.expires_at as "expiresAt",
    k.last_used_at is null or k.last_used_at < $2::timestamptz - interval '1 minute' as "isStale",
    p.id as "partnerId", p.name, p.version,
    case when k.every_permission then p.permissions
      else array(select unnest(p.permissions) intersect select unnest(k.scopes)) end as permissions,
    case when not p.every_entity then p.legal_entities end as "legalEntities",
    case when not p.every_region then p.regions end as regions,
    p.quota_per_minute as "quotaPerMinute", p.quota_per_day as "quotaPerDay"
  from api_keys k join partners p on p.id = k.partner_id
  where k.prefix = $1 and k.revoked_at is null and k.expires_at > $2 and p.status = 'ACTIVE'`;

/** What a key may at this instant; null when it is unknown, over, or its partner suspended. Notes that it was used. */
export async function stateOfApiKey(
  context: AuthContext,
  { prefix, hash }: ReadApiKey,
  now: Date,
): Promise<ApiKeyState | null> {
  const find = context.database.statement<KeyColumns>('auth-api-key-by-prefix', select);
  const [row] = await find([prefix, now]);
  const given = Buffer.from(hash, 'base64url');
  if (!row || given.length !== row.keyHash.length || !timingSafeEqual(given, row.keyHash)) return null;
  if (row.isStale) {
    await context.transaction((work) =>
      work.query('update api_keys set last_used_at = $2 where id = $1', [row.apiKeyId, now]),
    );
  }
  return asState(row);
}

function asState(row: KeyColumns): ApiKeyState {
  const { partnerId: id, name, quotaPerMinute, quotaPerDay, version } = row;
  const scope = { legalEntities: row.legalEntities ?? 'all', regions: row.regions ?? 'all' } as const;
  // A permission that a release took away may still stand with a partner.
  const permissions = row.permissions.filter(isPermission);
  return {
    ...{ apiKeyId: row.apiKeyId, expiresAt: row.expiresAt.toISOString() },
    actor: {
      ...{ kind: 'partner', id, version, membershipVersion: 0 },
      ...{ staff: [{ permissions, scope }], memberships: [] },
    },
    partner: { id, name, quotaPerMinute, quotaPerDay },
  };
}
