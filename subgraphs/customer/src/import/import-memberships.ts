import { isId } from '@lastmile/kernel/id';
import { customerRoles } from '@lastmile/kernel/permission';
import { badInput } from '@lastmile/kernel/refusal';
import { membershipAdded } from '@lastmile/messaging/events/customer/customer';
import type { CustomerWork } from '../customer-domain.ts';
import { membershipState } from '../membership/membership.event.ts';
import type { MembershipRow } from '../membership/membership.store.ts';
import { customersOf } from './customers-of.ts';
import type { ImportedMembership } from './imported-rows.ts';
import { checkRows, known } from './insert-rows.ts';

type Made = Pick<MembershipRow, 'id' | 'customerId' | 'userId' | 'role' | 'userVersion'>;

/**
 * A membership that there is already, by its id or by customer and user, stays as it is. Versions are given per user
 * in the order of the ids, as if one had been made after the other.
 */
const insertion = `
  with given as (
    select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::membership_role[]) as g(id, customer_id, user_id, role)),
  fresh as (
    select *, row_number() over (partition by user_id order by id)::int as nth,
      count(*) over (partition by user_id)::int as many
    from given g where not exists (
      select from memberships m where m.id = g.id or (m.customer_id = g.customer_id and m.user_id = g.user_id))),
  bumped as (
    insert into membership_versions as v (user_id, version)
    select user_id, count(*)::int from fresh group by user_id order by user_id
    on conflict (user_id) do update set version = v.version + excluded.version returning user_id, version)
  insert into memberships (id, customer_id, user_id, role, user_version, created_at)
  select f.id, f.customer_id, f.user_id, f.role, b.version - f.many + f.nth, $5
  from fresh f join bumped b on b.user_id = f.user_id
  on conflict do nothing
  returning id, customer_id as "customerId", user_id as "userId", role, user_version as "userVersion"`;

export async function importMemberships(
  work: CustomerWork,
  given: readonly ImportedMembership[],
  bulkid: string,
): Promise<void> {
  const customers = await customersOf(work, given);
  const rows = checkRows('memberships', given, (row) => {
    known(customers, row.customerId, 'customerId');
    if (!isId(row.userId)) throw badInput('userId', 'this is not a UUID');
    if (!Object.hasOwn(customerRoles, row.role)) throw badInput('role', 'name owner, payer or viewer');
    return row;
  });
  const time = work.clock.now();
  const made = await work.query<Made>(insertion, [
    rows.map(({ id }) => id),
    rows.map(({ customerId }) => customerId),
    rows.map(({ userId }) => userId),
    rows.map(({ role }) => role),
    time,
  ]);
  work.emitMany(
    membershipAdded,
    made.map((row) => ({
      key: row.customerId,
      subject: row.id,
      time,
      data: membershipState({ ...row, createdAt: time, regionId: '', legalEntityId: '' }),
      ids: { customerid: row.customerId, userid: row.userId },
      bulkid,
    })),
  );
}
