import { isId } from '@lastmile/kernel/id';
import { defineLoader, grouped, inOrder } from '@lastmile/subgraph/loader';
import type { Monitoring } from '../monitoring.ts';
import type { AccessLineKey } from '../stubs/access-line.stub.ts';
import type { LineStatusRow } from './line-status.ts';

export const lineById = defineLoader<Monitoring, string, AccessLineKey | null>({
  name: 'lineById',
  fetch: async (database, ids) => {
    const find = database.statement<AccessLineKey>(
      'monitoring-lines',
      `select id, customer_id as "customerId", region_id as "regionId" from line where id = any($1::uuid[])`,
    );
    return inOrder(ids, await find([ids.filter(isId)]), ({ id }) => id);
  },
});

/**
 * An outage that goes on says that a line is down. Else the nearest node on the way up from its port that its probes
 * know of speaks for it.
 */
const statusOf = (which: string) => `with recursive wanted as (
    select l.id, l.customer_id, l.region_id, a.node_id, lower(a.valid_during) as attached_at
    from line l left join line_attachment a on a.line_id = l.id and upper_inf(a.valid_during)
    where ${which}),
  climb as (
    select distinct node_id as origin, node_id as id, 0 as steps from wanted where node_id is not null
    union all
    select c.origin, n.parent_id, c.steps + 1 from climb c join network_node n on n.id = c.id
    where n.status not in ('UP', 'DOWN') and n.parent_id is not null and c.steps < 16),
  heard as (
    select distinct on (c.origin) c.origin, n.status, n.status_since
    from climb c join network_node n on n.id = c.id where n.status in ('UP', 'DOWN') order by c.origin, c.steps),
  impact as (
    select distinct on (i.line_id) i.line_id, i.outage_id, i.from_at from line_impact i join wanted w on w.id = i.line_id
    where i.to_at is null and not i.retracted order by i.line_id, i.from_at, i.outage_id)
  select w.id as "lineId", w.customer_id as "customerId", w.region_id as "regionId",
    case when i.line_id is not null then 'DOWN' else coalesce(h.status, 'UNKNOWN') end as state,
    coalesce(i.from_at, greatest(h.status_since, w.attached_at)) as since, i.outage_id as "outageId"
  from wanted w left join impact i on i.line_id = w.id left join heard h on h.origin = w.node_id`;

export const statusOfLine = defineLoader<Monitoring, string, LineStatusRow | null>({
  name: 'statusOfLine',
  fetch: async (database, lineIds) => {
    const find = database.statement<LineStatusRow>(
      'monitoring-line-status',
      statusOf('l.id = any($1::uuid[])'),
    );
    return inOrder(lineIds, await find([lineIds.filter(isId)]), ({ lineId }) => lineId);
  },
});

/** Of a customer's lines that are or have been in service and are not ceased. */
export const statusesOfCustomer = defineLoader<Monitoring, string, LineStatusRow[]>({
  name: 'statusesOfCustomer',
  fetch: async (database, customerIds) => {
    const find = database.statement<LineStatusRow>(
      'monitoring-customer-line-status',
      statusOf(`l.customer_id = any($1::uuid[]) and l.status <> 'CEASED'`),
    );
    return grouped(customerIds, await find([customerIds.filter(isId)]), ({ customerId }) => customerId);
  },
});
