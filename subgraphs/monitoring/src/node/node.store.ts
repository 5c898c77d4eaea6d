import type { Query } from '@lastmile/database/database';
import type { NodeRow } from './node.ts';

/** For `network_node n`. */
export const nodeColumns = `n.id, n.parent_id as "parentId", n.kind, n.name, n.host, n.region_id as "regionId",
  n.legal_entity_id as "legalEntityId", n.status, n.status_since as "statusSince",
  n.suppressed_by as "suppressedById", n.waived, n.created_at as "createdAt", n.retired_at as "retiredAt"`;

export async function findNode(query: Query, id: string): Promise<NodeRow | null> {
  const rows = await query<NodeRow>(`select ${nodeColumns} from network_node n where n.id = $1`, [id]);
  return rows[0] ?? null;
}

/** Several rows at once: what is there already under the same id stays as it is. Gives the ids that were written. */
export async function insertNodes(query: Query, rows: readonly NodeRow[]): Promise<string[]> {
  const written = await query<{ id: string }>(
    `insert into network_node (id, parent_id, kind, name, host, region_id, legal_entity_id, status, status_since, created_at)
     select id, "parentId", kind, name, host, "regionId", "legalEntityId", 'UNKNOWN', "createdAt", "createdAt"
     from jsonb_to_recordset($1::jsonb) as r(id uuid, "parentId" uuid, kind text, name text, host text,
       "regionId" uuid, "legalEntityId" uuid, "createdAt" timestamptz)
     on conflict (id) do nothing returning id`,
    [JSON.stringify(rows)],
  );
  return written.map(({ id }) => id);
}

/** Levels above a node (0 for a root), and whether `below` is among the nodes from it upwards. */
export async function lookUp(query: Query, id: string, below: string | null) {
  const rows = await query<{ depth: number; passes: boolean }>(
    `with recursive up as (
       select id, parent_id, 1 as depth from network_node where id = $1
       union all
       select n.id, n.parent_id, up.depth + 1 from network_node n join up on n.id = up.parent_id where up.depth < 1000)
     select max(depth)::int as depth, coalesce(bool_or(id = $2), false) as passes from up`,
    [id, below],
  );
  return { depth: rows[0]?.depth ?? 0, passes: rows[0]?.passes ?? false };
}

/** Levels from a node down to its deepest descendant, itself included. */
export async function heightOf(query: Query, id: string): Promise<number> {
  const rows = await query<{ height: number }>(
    `with recursive down as (
       select id, 1 as level from network_node where id = $1
       union all
       select n.id, down.level + 1 from network_node n join down on n.parent_id = down.id where n.retired_at is null)
     select max(level)::int as height from down`,
    [id],
  );
  return rows[0]?.height ?? 0;
}

export async function hangNode(query: Query, id: string, parentId: string | null): Promise<void> {
  await query('update network_node set parent_id = $2 where id = $1', [id, parentId]);
}

/** What keeps a node from being retired. */
export async function countDependants(query: Query, id: string) {
  const rows = await query<{ usedPorts: number; children: number }>(
    `select (select count(*) from port where node_id = $1 and status = 'USED')::int as "usedPorts",
       (select count(*) from network_node where parent_id = $1 and retired_at is null)::int as children`,
    [id],
  );
  return rows[0] ?? { usedPorts: 0, children: 0 };
}

export async function markRetired(query: Query, id: string, at: Date): Promise<void> {
  await query(
    `update network_node set status = 'RETIRED', status_since = $2, retired_at = $2, suppressed_by = null where id = $1`,
    [id, at],
  );
  await query(`update port set status = 'RETIRED' where node_id = $1`, [id]);
  await query(`update probe set enabled = false, lease_id = null, lease_until = null where node_id = $1`, [
    id,
  ]);
}
