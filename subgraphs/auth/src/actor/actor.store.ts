import type { Actor, MembershipGrant } from '@lastmile/kernel/actor';
import { isPermission } from '@lastmile/kernel/permission';
import type { AuthContext, AuthWork } from '../auth.ts';

interface ActorColumns {
  readonly userId: string;
  readonly version: number;
  readonly grants: readonly {
    readonly permissions: readonly string[];
    readonly legalEntities: readonly string[] | null;
    readonly regions: readonly string[] | null;
  }[];
  readonly memberships: readonly MembershipGrant[];
  readonly membershipVersion: number;
}

/** Everything about a user `u`, in one statement: this is asked for each session that comes along. */
const select = `select u.id as "userId", u.actor_version as version, coalesce(g.grants, '[]') as grants,
    coalesce(m.memberships, '[]') as memberships, coalesce(m.version, 0) as "membershipVersion"`;
const rights = `
    left join lateral (
      select json_agg(json_build_object('permissions', r.permissions,
        'legalEntities', case when not ur.every_entity then ur.legal_entities end,
        'regions', case when not ur.every_region then ur.regions end) order by r.id) as grants
      from user_roles ur join roles r on r.id = ur.role_id where ur.user_id = u.id) g on true
    left join lateral (
      select max(user_version) as version,
        json_agg(json_build_object('customerId', customer_id, 'role', role) order by customer_id) filter (where active) as memberships
      from memberships where user_id = u.id) m on true`;

/** What a session may do at this instant; null when it is over, or was never there. */
export async function actorOfSession(
  context: AuthContext,
  sessionId: string,
  now: Date,
): Promise<Actor | null> {
  const find = context.database.statement<ActorColumns>(
    'auth-actor-of-session',
    `${select} from sessions s join users u on u.id = s.user_id ${rights}
     where s.id = $1 and s.ended_at is null and s.expires_at > $2 and u.status = 'ACTIVE'`,
  );
  const [row] = await find([sessionId, now]);
  return row ? { ...asActor(row), sessionId } : null;
}

/** What a user may do, without a session; null when there is none or it is deactivated. */
export async function actorOfUser(context: AuthContext, userId: string): Promise<Actor | null> {
  const find = context.database.statement<ActorColumns>(
    'auth-actor-of-user',
    `${select} from users u ${rights} where u.id = $1 and u.status = 'ACTIVE'`,
  );
  const [row] = await find([userId]);
  return row ? asActor(row) : null;
}

function asActor(row: ActorColumns): Actor {
  return {
    kind: 'user',
    id: row.userId,
    version: row.version,
    membershipVersion: row.membershipVersion,
    staff: row.grants.map(({ permissions, legalEntities, regions }) => ({
      // A permission that a release took away may still stand in a role.
      permissions: permissions.filter(isPermission),
      scope: { legalEntities: legalEntities ?? 'all', regions: regions ?? 'all' },
    })),
    memberships: row.memberships,
  };
}

export interface MembershipChange {
  readonly userId: string;
  readonly customerId: string;
  readonly role: 'owner' | 'payer' | 'viewer';
  readonly active: boolean;
  /** Grows with every change to the user's memberships; an older one never overrules a newer. */
  readonly userVersion: number;
}

/** False when a newer change is known already. */
export async function saveMembership(work: AuthWork, change: MembershipChange): Promise<boolean> {
  const saved = await work.query(
    `insert into memberships as m (user_id, customer_id, role, active, user_version)
     values ($1, $2, $3::member_role, $4, $5)
     on conflict (user_id, customer_id) do update set role = excluded.role, active = excluded.active,
       user_version = excluded.user_version where excluded.user_version > m.user_version
     returning m.user_id`,
    [change.userId, change.customerId, change.role, change.active, change.userVersion],
  );
  return saved.length > 0;
}
