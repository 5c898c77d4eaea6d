import type { StaffScope } from '@lastmile/kernel/actor';
import type { Permission } from '@lastmile/kernel/permission';
import { defineLoader, grouped, inOrder } from '@lastmile/subgraph/loader';
import type { Auth, AuthWork } from '../auth.ts';

export interface RoleRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly permissions: Permission[];
  readonly builtIn: boolean;
}

export const roleColumns = `r.id, r.name, r.description, r.permissions, r.built_in as "builtIn"`;

export const roleById = defineLoader<Auth, string, RoleRow | null>({
  name: 'role-by-id',
  fetch: async (database, ids) => {
    const find = database.statement<RoleRow>(
      'auth-roles-by-id',
      `select ${roleColumns} from roles r where r.id = any($1::uuid[])`,
    );
    return inOrder(ids, await find([ids]), ({ id }) => id);
  },
});

export interface GrantRow {
  readonly userId: string;
  readonly role: RoleRow;
  readonly scope: { readonly legalEntityIds: string[] | null; readonly regionIds: string[] | null };
  readonly grantedAt: Date;
}

const grantsText = `select ${roleColumns}, g.user_id as "userId", g.every_entity as "everyEntity",
    g.legal_entities as "legalEntities", g.every_region as "everyRegion", g.regions, g.granted_at as "grantedAt"
  from user_roles g join roles r on r.id = g.role_id where g.user_id = any($1::uuid[]) order by r.name`;

export const rolesOfUser = defineLoader<Auth, string, readonly GrantRow[]>({
  name: 'roles-of-user',
  fetch: async (database, userIds) => {
    const find = database.statement<RoleRow & GrantColumns>('auth-roles-of-users', grantsText);
    return grouped(userIds, (await find([userIds])).map(asGrant), ({ userId }) => userId);
  },
});

/** The same within a transaction. */
export async function grantsOf(work: AuthWork, userId: string): Promise<GrantRow[]> {
  return (await work.query<RoleRow & GrantColumns>(grantsText, [[userId]])).map(asGrant);
}

interface GrantColumns {
  readonly userId: string;
  readonly everyEntity: boolean;
  readonly legalEntities: string[];
  readonly everyRegion: boolean;
  readonly regions: string[];
  readonly grantedAt: Date;
}

function asGrant({
  userId,
  everyEntity,
  legalEntities,
  everyRegion,
  regions,
  grantedAt,
  ...role
}: RoleRow & GrantColumns): GrantRow {
  const scope = {
    legalEntityIds: everyEntity ? null : legalEntities,
    regionIds: everyRegion ? null : regions,
  };
  return { userId, role, scope, grantedAt };
}

/** False when the name is another role's. */
export async function addRole(work: AuthWork, role: RoleRow): Promise<boolean> {
  const added = await work.query(
    `insert into roles (id, name, description, permissions, built_in, created_at)
     values ($1, $2, $3, $4::text[], $5, $6) on conflict (name) do nothing returning id`,
    [role.id, role.name, role.description, role.permissions, role.builtIn, work.clock.now()],
  );
  return added.length > 0;
}

export async function lockRole(work: AuthWork, id: string): Promise<RoleRow | null> {
  const rows = await work.query<RoleRow>(`select ${roleColumns} from roles r where r.id = $1 for update`, [
    id,
  ]);
  return rows[0] ?? null;
}

export async function saveRolePermissions(
  work: AuthWork,
  id: string,
  permissions: readonly Permission[],
): Promise<void> {
  await work.query('update roles set permissions = $2::text[] where id = $1', [id, permissions]);
}

export async function holdersOf(work: AuthWork, roleId: string): Promise<string[]> {
  const rows = await work.query<{ userId: string }>(
    'select user_id as "userId" from user_roles where role_id = $1',
    [roleId],
  );
  return rows.map(({ userId }) => userId);
}

/** Gives the role, or changes the scope in which it is held; false when it was held just so. */
export async function saveGrant(
  work: AuthWork,
  grant: { userId: string; roleId: string; scope: StaffScope },
): Promise<boolean> {
  const { legalEntities, regions } = grant.scope;
  const saved = await work.query(
    `insert into user_roles as g (user_id, role_id, every_entity, legal_entities, every_region, regions, granted_at, granted_by)
     values ($1, $2, $3, $4::uuid[], $5, $6::uuid[], $7, $8)
     on conflict (user_id, role_id) do update set every_entity = excluded.every_entity,
       legal_entities = excluded.legal_entities, every_region = excluded.every_region, regions = excluded.regions,
       granted_at = excluded.granted_at, granted_by = excluded.granted_by
     where (g.every_entity, g.legal_entities, g.every_region, g.regions)
       is distinct from (excluded.every_entity, excluded.legal_entities, excluded.every_region, excluded.regions)
     returning g.user_id`,
    [
      grant.userId,
      grant.roleId,
      legalEntities === 'all',
      legalEntities === 'all' ? [] : legalEntities,
      regions === 'all',
      regions === 'all' ? [] : regions,
      work.clock.now(),
      work.actor.id,
    ],
  );
  return saved.length > 0;
}

/** The scope in which the role was held until now, or null. */
export async function removeGrant(
  work: AuthWork,
  userId: string,
  roleId: string,
): Promise<StaffScope | null> {
  const removed = await work.query<
    Pick<GrantColumns, 'everyEntity' | 'legalEntities' | 'everyRegion' | 'regions'>
  >(
    `delete from user_roles where user_id = $1 and role_id = $2
     returning every_entity as "everyEntity", legal_entities as "legalEntities", every_region as "everyRegion", regions`,
    [userId, roleId],
  );
  const [row] = removed;
  if (!row) return null;
  return {
    legalEntities: row.everyEntity ? 'all' : row.legalEntities,
    regions: row.everyRegion ? 'all' : row.regions,
  };
}

/**
 * How many active users may manage users everywhere. Under a lock until the transaction ends, so that two
 * administrators cannot depose each other at the same moment.
 */
export async function countAdministrators(work: AuthWork): Promise<number> {
  const rows = await work.query<{ count: number }>(
    `select count(distinct u.id)::int as count from users u
       join user_roles g on g.user_id = u.id join roles r on r.id = g.role_id
     where u.status = 'ACTIVE' and g.every_entity and g.every_region and 'user:manage' = any(r.permissions)`,
  );
  return rows[0]?.count ?? 0;
}

export async function lockAdministrators(work: AuthWork): Promise<void> {
  await work.query(`select pg_advisory_xact_lock(hashtext('auth administrators'))`);
}
