import type { Query } from '@lastmile/database/database';
import type { PortRow } from './port.ts';

export const portColumns = `p.id, p.node_id as "nodeId", p.name, p.technology, p.status, p.created_at as "createdAt",
  n.region_id as "regionId", n.legal_entity_id as "legalEntityId"`;
export const portSource = 'port p join network_node n on n.id = p.node_id';

export interface NewPort {
  readonly id: string;
  readonly nodeId: string;
  readonly name: string;
  readonly technology: string;
}

/** What is there already under the same id stays as it is. Gives the ids that were written. */
export async function insertPorts(query: Query, ports: readonly NewPort[], at: Date): Promise<string[]> {
  // A line may have been attached before its port was known here: events of two domains come in any order.
  const written = await query<{ id: string }>(
    `insert into port (id, node_id, name, technology, status, created_at)
     select r.id, r."nodeId", r.name, r.technology,
       case when exists (select from line_attachment a where a.port_id = r.id and upper_inf(a.valid_during))
         then 'USED' else 'FREE' end, $2
     from jsonb_to_recordset($1::jsonb) as r(id uuid, "nodeId" uuid, name text, technology text)
     on conflict (id) do nothing returning id`,
    [JSON.stringify(ports), at],
  );
  return written.map(({ id }) => id);
}

/** All ports of the nodes as events tell them, by node. */
export async function portsTold(query: Query, nodeIds: readonly string[]) {
  const rows = await query<{ nodeId: string; portId: string; name: string; status: PortRow['status'] }>(
    `select node_id as "nodeId", id as "portId", name, status from port
     where node_id = any($1::uuid[]) order by node_id, name`,
    [nodeIds],
  );
  const byNode = new Map<string, { portId: string; name: string; status: PortRow['status'] }[]>(
    nodeIds.map((id) => [id, []]),
  );
  for (const { nodeId, ...port } of rows) byNode.get(nodeId)?.push(port);
  return byNode;
}

/** Sets USED or FREE by whether a line is attached now; a retired port stays retired. */
export async function refreshUsage(query: Query, portIds: readonly string[]): Promise<void> {
  await query(
    `update port p set status = u.status
     from (select q.id, case when exists (select from line_attachment a where a.port_id = q.id
         and upper_inf(a.valid_during)) then 'USED' else 'FREE' end as status
       from port q where q.id = any($1::uuid[]) and q.status <> 'RETIRED') u
     where p.id = u.id and p.status <> u.status`,
    [portIds],
  );
}
