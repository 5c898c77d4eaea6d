import type { MonitoringWork } from '../monitoring.ts';
import { demandImpact } from './outage.store.ts';

/**
 * Writes down which nodes each open outage covers from now on: its node and all below it, except what hangs below a
 * node with an open outage of its own, or below one that has answered again since. A node that was moved away leaves,
 * one that was moved in joins; the past stays. The topology must be locked.
 */
export async function coverOutages(work: MonitoringWork): Promise<void> {
  const changed = await work.query<{ outageId: string }>(
    `with recursive cover as (
       select o.id as outage_id, o.started_at, o.node_id from outage o where o.status = 'OPEN'
       union all
       select c.outage_id, c.started_at, n.id from cover c join network_node n on n.parent_id = c.node_id
       where n.retired_at is null and not exists (
         select from outage x where x.node_id = n.id
           and (x.status = 'OPEN' or (n.status = 'UP' and x.resolved_at >= c.started_at)))),
     closed as (
       update outage_scope s set to_at = greatest(s.from_at, $1::timestamptz)
       from outage o where o.id = s.outage_id and o.status = 'OPEN' and s.to_at is null
         and not exists (select from cover c where c.outage_id = s.outage_id and c.node_id = s.node_id)
       returning s.outage_id),
     added as (
       insert into outage_scope (outage_id, node_id, from_at)
       select c.outage_id, c.node_id, case when exists (select from outage_scope s where s.outage_id = c.outage_id)
         then $1::timestamptz else c.started_at end
       from cover c where not exists (select from outage_scope s
         where s.outage_id = c.outage_id and s.node_id = c.node_id and s.to_at is null)
       on conflict (outage_id, node_id, from_at) do update set to_at = null
       returning outage_id)
     select outage_id as "outageId" from closed union select outage_id from added`,
    [work.clock.now()],
  );
  await demandImpact(
    work.query,
    changed.map(({ outageId }) => outageId),
  );
  if (changed.length > 0) work.wake('revise-impact');
}
