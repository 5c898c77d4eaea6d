import type { StaffScope } from '@lastmile/kernel/actor';
import type { Permission } from '@lastmile/kernel/permission';
import { defineLoader, inOrder } from '@lastmile/subgraph/loader';
import type { Auth, AuthWork } from '../auth.ts';

export type PartnerStatus = 'ACTIVE' | 'SUSPENDED';

export interface PartnerRow {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly status: PartnerStatus;
  readonly permissions: Permission[];
  /** Null for everywhere. */
  readonly legalEntityIds: string[] | null;
  readonly regionIds: string[] | null;
  readonly quotaPerMinute: number;
  readonly quotaPerDay: number;
  readonly version: number;
  readonly createdAt: Date;
}

export const partnerColumns = `p.id, p.name, p.display_name as "displayName", p.status, p.permissions,
  case when not p.every_entity then p.legal_entities end as "legalEntityIds",
  case when not p.every_region then p.regions end as "regionIds",
  p.quota_per_minute as "quotaPerMinute", p.quota_per_day as "quotaPerDay", p.version, p.created_at as "createdAt"`;

export const partnerById = defineLoader<Auth, string, PartnerRow | null>({
  name: 'partner-by-id',
  fetch: async (database, ids) => {
    const find = database.statement<PartnerRow>(
      'auth-partners-by-id',
      `select ${partnerColumns} from partners p where p.id = any($1::uuid[])`,
    );
    return inOrder(ids, await find([ids]), ({ id }) => id);
  },
});

export const scopeOf = ({ legalEntityIds, regionIds }: PartnerRow): StaffScope => ({
  legalEntities: legalEntityIds ?? 'all',
  regions: regionIds ?? 'all',
});

/** False when the name is another partner's. */
export async function addPartner(work: AuthWork, partner: PartnerRow): Promise<boolean> {
  const added = await work.query(
    `insert into partners (id, name, display_name, status, permissions, every_entity, legal_entities, every_region,
       regions, quota_per_minute, quota_per_day, version, created_at, created_by)
     values ($1, $2, $3, $4::partner_status, $5::text[], $6, $7::uuid[], $8, $9::uuid[], $10, $11, $12, $13, $14)
     on conflict (name) do nothing returning id`,
    [partner.id, ...changeable(partner), partner.version, partner.createdAt, work.actor.id],
  );
  return added.length > 0;
}

/** Saves what may change, and the version. */
export async function savePartner(work: AuthWork, partner: PartnerRow): Promise<void> {
  await work.query(
    `update partners set name = $2, display_name = $3, status = $4::partner_status, permissions = $5::text[],
       every_entity = $6, legal_entities = $7::uuid[], every_region = $8, regions = $9::uuid[],
       quota_per_minute = $10, quota_per_day = $11, version = $12 where id = $1`,
    [partner.id, ...changeable(partner), partner.version],
  );
}

function changeable(partner: PartnerRow): unknown[] {
  return [
    ...[partner.name, partner.displayName, partner.status, partner.permissions],
    ...[partner.legalEntityIds === null, partner.legalEntityIds ?? []],
    ...[partner.regionIds === null, partner.regionIds ?? []],
    ...[partner.quotaPerMinute, partner.quotaPerDay],
  ];
}

/** For changes of the partner or its keys, one at a time. */
export async function lockPartner(work: AuthWork, id: string): Promise<PartnerRow | null> {
  const [row] = await work.query<PartnerRow>(
    `select ${partnerColumns} from partners p where p.id = $1 for update`,
    [id],
  );
  return row ?? null;
}
