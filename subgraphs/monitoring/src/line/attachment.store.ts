import type { Query } from '@lastmile/database/database';
import { newId } from '@lastmile/kernel/id';

export interface LineFacts {
  readonly lineId: string;
  readonly customerId: string;
  readonly regionId: string;
  readonly status: string;
}

export async function saveLine(query: Query, line: LineFacts): Promise<void> {
  await query(
    `insert into line (id, customer_id, region_id, status) values ($1, $2, $3, $4)
     on conflict (id) do update set customer_id = excluded.customer_id, region_id = excluded.region_id,
       status = excluded.status
     where (line.customer_id, line.region_id, line.status)
       is distinct from (excluded.customer_id, excluded.region_id, excluded.status)`,
    [line.lineId, line.customerId, line.regionId, line.status],
  );
}

interface Touched {
  readonly portId: string;
  readonly nodeId: string;
}

/** From `at` on the line is attached to nothing that was told before; gives the ports and nodes it has left. */
export async function detachFrom(
  query: Query,
  lineId: string,
  at: Date,
  portId: string | null,
): Promise<Touched[]> {
  const concerned = `line_id = $1 and ($3::uuid is null or port_id = $3) and (upper_inf(valid_during) or upper(valid_during) > $2)`;
  const returning = 'returning port_id as "portId", node_id as "nodeId"';
  const dropped = await query<Touched>(
    `delete from line_attachment where ${concerned} and lower(valid_during) >= $2 ${returning}`,
    [lineId, at, portId],
  );
  const cut = await query<Touched>(
    `update line_attachment set valid_during = tstzrange(lower(valid_during), $2) where ${concerned} ${returning}`,
    [lineId, at, portId],
  );
  return [...dropped, ...cut];
}

export async function attachTo(
  query: Query,
  line: LineFacts & Touched & { readonly at: Date },
): Promise<void> {
  await query(
    `insert into line_attachment (id, line_id, port_id, node_id, customer_id, region_id, valid_during)
     values ($1, $2, $3, $4, $5, $6, tstzrange($7, null))`,
    [newId(), line.lineId, line.portId, line.nodeId, line.customerId, line.regionId, line.at],
  );
}

/** Outages, open or not, that covered one of the nodes at any time from `since` on, or have told of the line. */
export async function outagesConcerned(
  query: Query,
  lineId: string,
  nodeIds: readonly string[],
  since: Date,
): Promise<string[]> {
  const rows = await query<{ outageId: string }>(
    `select outage_id as "outageId" from outage_scope
       where node_id = any($1::uuid[]) and (to_at is null or to_at >= $2)
     union
     select outage_id from line_impact where line_id = $3 and (to_at is null or to_at >= $2)
     order by 1`,
    [nodeIds, since, lineId],
  );
  return rows.map(({ outageId }) => outageId);
}
