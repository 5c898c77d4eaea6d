import { isId, newId } from '@lastmile/kernel/id';
import type { CustomerRole } from '@lastmile/kernel/permission';
import { defineLoader, grouped } from '@lastmile/subgraph/loader';
import type { CustomerDomain, CustomerWork } from '../customer-domain.ts';
import { listUnder } from '../sql/list-under.ts';
import { lockOwned } from '../sql/lock-owned.ts';
import { rowsByKey } from '../sql/rows-by-key.ts';
import { selectColumns } from '../sql/select-columns.ts';

export interface MembershipRow {
  readonly id: string;
  readonly customerId: string;
  readonly userId: string;
  readonly role: CustomerRole;
  /** Of all the user's memberships together, grows by one with every change. */
  readonly userVersion: number;
  readonly createdAt: Date;
  readonly regionId: string;
  readonly legalEntityId: string;
}

const ofCustomer = (column: string) => `(select ${column} from customers c where c.id = m.customer_id)`;

const columns = selectColumns<MembershipRow>({
  id: 'm.id',
  customerId: 'm.customer_id',
  userId: 'm.user_id',
  role: 'm.role',
  userVersion: 'm.user_version',
  createdAt: 'm.created_at',
  regionId: ofCustomer('region_id'),
  legalEntityId: ofCustomer('legal_entity_id'),
});

export const membershipById = rowsByKey<MembershipRow>({
  name: 'membership_by_id',
  sql: `select ${columns} from memberships m where m.id = any($1::uuid[])`,
  keyOf: ({ id }) => id,
});

export const membershipsOfCustomer = listUnder<MembershipRow>({
  name: 'memberships_of_customer',
  columns,
  from: 'memberships m',
  parent: 'm.customer_id',
  id: 'm.id',
});

/** All of a user's memberships; a user has few (see profilesPerUserMax), and 1,000 are shown at most. */
export const membershipsOfUser = defineLoader<CustomerDomain, string, MembershipRow[]>({
  name: 'memberships_of_user',
  fetch: async (database, keys) => {
    const rows = await database.statement<MembershipRow>(
      'memberships_of_user',
      `select r.* from unnest($1::uuid[]) as k(user_id) cross join lateral (
        select ${columns} from memberships m where m.user_id = k.user_id order by m.id limit 1000) r`,
    )([keys.filter(isId)]);
    return grouped(keys, rows, ({ userId }) => userId);
  },
});

export const lockMembership = (work: CustomerWork, id: string) =>
  lockOwned<MembershipRow>(work, { name: 'memberships', alias: 'm', columns }, id);

type NewMembership = Pick<MembershipRow, 'customerId' | 'userId' | 'role' | 'regionId' | 'legalEntityId'>;

export async function insertMembership(work: CustomerWork, member: NewMembership): Promise<MembershipRow> {
  const userVersion = await bumpUserVersion(work, member.userId);
  const row = { ...member, id: newId(), userVersion, createdAt: work.clock.now() };
  const { regionId: _region, legalEntityId: _entity, ...data } = row;
  await work.prisma.membership.create({ data });
  return row;
}

export async function changeMembershipRole(
  work: CustomerWork,
  membership: MembershipRow,
  role: CustomerRole,
): Promise<MembershipRow> {
  const userVersion = await bumpUserVersion(work, membership.userId);
  await work.prisma.membership.update({ where: { id: membership.id }, data: { role, userVersion } });
  return { ...membership, role, userVersion };
}

export async function deleteMembership(
  work: CustomerWork,
  membership: MembershipRow,
): Promise<MembershipRow> {
  const userVersion = await bumpUserVersion(work, membership.userId);
  await work.prisma.membership.delete({ where: { id: membership.id } });
  return { ...membership, userVersion };
}

async function bumpUserVersion(work: CustomerWork, userId: string): Promise<number> {
  const [row] = await work.query<{ version: number }>(
    `insert into membership_versions as v (user_id, version) values ($1, 1)
      on conflict (user_id) do update set version = v.version + 1 returning version`,
    [userId],
  );
  if (!row) throw new Error('A membership version was not given');
  return row.version;
}

export async function isMember(work: CustomerWork, customerId: string, userId: string): Promise<boolean> {
  const found = await work.query('select from memberships where customer_id = $1 and user_id = $2', [
    customerId,
    userId,
  ]);
  return found.length > 0;
}

/** How many customers the user owns. */
export async function countOwned(work: CustomerWork, userId: string): Promise<number> {
  const [row] = await work.query<{ owned: number }>(
    `select count(*)::int as owned from memberships where user_id = $1 and role = 'owner'`,
    [userId],
  );
  return row?.owned ?? 0;
}

/** Whether the customer has an owner besides this membership who may still sign in. */
export async function hasOtherOwner(work: CustomerWork, membership: MembershipRow): Promise<boolean> {
  const others = await work.query(
    `select from memberships m left join known_users u on u.user_id = m.user_id
      where m.customer_id = $1 and m.id <> $2 and m.role = 'owner' and u.status is distinct from 'DEACTIVATED'
      limit 1`,
    [membership.customerId, membership.id],
  );
  return others.length > 0;
}
