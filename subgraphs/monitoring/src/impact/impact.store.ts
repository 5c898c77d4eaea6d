import type { Query } from '@lastmile/database/database';
import type { OutageRow } from '../outage/outage.ts';

export interface RevisedImpact {
  readonly outageId: string;
  readonly lineId: string;
  readonly customerId: string;
  readonly regionId: string;
  readonly fromAt: Date;
  readonly toAt: Date | null;
  readonly retracted: boolean;
  readonly revision: number;
}

/** Lines that an outage may touch or was told to touch, behind a cursor, in the order of their ids. */
export async function nextLines(
  query: Query,
  outageId: string,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await query<{ lineId: string }>(
    `select line_id as "lineId" from (
       select a.line_id from outage_scope s join line_attachment a on a.node_id = s.node_id
         and a.valid_during && tstzrange(s.from_at, s.to_at, '[]')
       where s.outage_id = $1 and ($2::uuid is null or a.line_id > $2)
       union
       select i.line_id from line_impact i where i.outage_id = $1 and ($2::uuid is null or i.line_id > $2)) u
     order by line_id limit $3`,
    [outageId, after, limit],
  );
  return rows.map(({ lineId }) => lineId);
}

/**
 * A line was touched from the first to the last moment at which it was attached to a node while the outage covered
 * that node (a break in between counts as touched). One row per line; a line that was told and turns out not to have
 * been touched is retracted: it ends when it began.
 */
const spans = `
  select a.line_id, min(greatest(lower(a.valid_during), s.from_at)) as from_at,
    case when bool_or(s.to_at is null and upper_inf(a.valid_during)) then null
      else max(least(coalesce(upper(a.valid_during), 'infinity'), coalesce(s.to_at, 'infinity'))) end as to_at,
    (array_agg(a.customer_id order by lower(a.valid_during) desc))[1] as customer_id,
    (array_agg(a.region_id order by lower(a.valid_during) desc))[1] as region_id
  from line_attachment a join outage_scope s on s.outage_id = $1 and s.node_id = a.node_id
    and (lower(a.valid_during) <= s.from_at or s.to_at is null or lower(a.valid_during) < s.to_at)
    and (upper_inf(a.valid_during) or upper(a.valid_during) > s.from_at)
  where a.line_id = any($2::uuid[]) group by a.line_id`;

/** Brings the impact of an outage on these lines into line with what is known now; gives the rows that changed. */
export function reviseImpact(
  query: Query,
  outage: OutageRow,
  lineIds: readonly string[],
): Promise<RevisedImpact[]> {
  return query<RevisedImpact>(
    `with span as (${spans}),
     known as (select * from line_impact where outage_id = $1 and line_id = any($2::uuid[])),
     wanted as (
       select coalesce(s.line_id, k.line_id) as line_id, coalesce(s.customer_id, k.customer_id) as customer_id,
         coalesce(s.region_id, k.region_id) as region_id, coalesce(s.from_at, k.from_at) as from_at,
         case when s.line_id is null then k.from_at else s.to_at end as to_at, s.line_id is null as retracted
       from span s full join known k on k.line_id = s.line_id)
     insert into line_impact as i (outage_id, line_id, customer_id, region_id, from_at, to_at, retracted, revision,
       told_status, told_severity, told_end_at)
     select $1, line_id, customer_id, region_id, from_at, to_at, retracted, 1, $3, $4, $5::timestamptz from wanted
     on conflict (outage_id, line_id) do update set customer_id = excluded.customer_id, region_id = excluded.region_id,
       from_at = excluded.from_at, to_at = excluded.to_at, retracted = excluded.retracted, revision = i.revision + 1,
       told_status = excluded.told_status, told_severity = excluded.told_severity, told_end_at = excluded.told_end_at
     where (i.customer_id, i.region_id, i.from_at, i.to_at, i.retracted, i.told_status, i.told_severity, i.told_end_at)
       is distinct from (excluded.customer_id, excluded.region_id, excluded.from_at, excluded.to_at, excluded.retracted,
         excluded.told_status, excluded.told_severity, excluded.told_end_at)
     returning outage_id as "outageId", line_id as "lineId", customer_id as "customerId", region_id as "regionId",
       from_at as "fromAt", to_at as "toAt", retracted, revision`,
    [outage.id, lineIds, outage.status, outage.severity, outage.expectedEndAt],
  );
}

/** How many an outage has touched, retracted ones left out. */
export async function countImpact(query: Query, outageId: string) {
  const rows = await query<{ lines: number; customers: number }>(
    `select count(*)::int as lines, count(distinct customer_id)::int as customers
     from line_impact where outage_id = $1 and not retracted`,
    [outageId],
  );
  return rows[0] ?? { lines: 0, customers: 0 };
}

export interface DueOutage extends OutageRow {
  readonly cursor: string | null;
  readonly pass: string;
}

/** One outage whose lines are to be gone through, locked; another replica's are left to it. */
export async function takeDueOutage(query: Query, columns: string): Promise<DueOutage | null> {
  const rows = await query<DueOutage>(
    `select ${columns}, o.impact_cursor as cursor, o.impact_pass as pass from outage o
     where o.impact_due order by o.id limit 1 for update skip locked`,
  );
  return rows[0] ?? null;
}

export async function saveProgress(
  query: Query,
  outageId: string,
  progress: { cursor: string | null; due: boolean },
): Promise<void> {
  await query('update outage set impact_cursor = $2, impact_due = $3 where id = $1', [
    outageId,
    progress.cursor,
    progress.due,
  ]);
}
