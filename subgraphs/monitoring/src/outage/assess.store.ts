import type { Query } from '@lastmile/database/database';
import { grouped } from '@lastmile/subgraph/loader';
import { nodeColumns } from '../node/node.store.ts';
import type { NodeRow } from '../node/node.ts';
import type { ProbeRule, ProbeState } from '../probe/probe.ts';

export interface AssessedNode extends NodeRow {
  /** The enabled ones. */
  readonly probes: readonly (ProbeState & ProbeRule)[];
  readonly outageId: string | null;
  readonly outageOrigin: 'PROBE' | 'STAFF' | null;
  readonly outageAdoptedBy: string | null;
}

type ProbeOfNode = ProbeState & ProbeRule & { readonly nodeId: string };

/** The nodes with everything above and below them, with probes and open outages. */
export async function loadAround(query: Query, nodeIds: readonly string[]): Promise<AssessedNode[]> {
  const nodes = await query<Omit<AssessedNode, 'probes'>>(
    `with recursive up as (
       select id, parent_id from network_node where id = any($1::uuid[])
       union select n.id, n.parent_id from network_node n join up on n.id = up.parent_id),
     down as (
       select id from network_node where id = any($1::uuid[])
       union select n.id from network_node n join down on n.parent_id = down.id)
     select ${nodeColumns}, o.id as "outageId", o.origin as "outageOrigin", o.adopted_by as "outageAdoptedBy"
     from network_node n left join outage o on o.node_id = n.id and o.status = 'OPEN'
     where n.retired_at is null and n.id in (select id from up union select id from down)`,
    [nodeIds],
  );
  const probes = await query<ProbeOfNode>(
    `select node_id as "nodeId", verdict, failures, successes, streak_since as "streakSince",
       failures_to_confirm as "failuresToConfirm", successes_to_clear as "successesToClear"
     from probe where enabled and node_id = any($1::uuid[])`,
    [nodes.map(({ id }) => id)],
  );
  const byNode = grouped(
    nodes.map(({ id }) => id),
    probes,
    ({ nodeId }) => nodeId,
  );
  return nodes.map((node, at) => ({ ...node, probes: byNode[at] ?? [] }));
}

export async function saveStatus(query: Query, nodes: readonly NodeRow[]): Promise<void> {
  if (nodes.length === 0) return;
  await query(
    `update network_node n set status = r.status, status_since = r."statusSince", waived = r.waived
     from jsonb_to_recordset($1::jsonb) as r(id uuid, status text, "statusSince" timestamptz, waived boolean)
     where n.id = r.id`,
    [JSON.stringify(nodes)],
  );
}

export async function saveSuppression(
  query: Query,
  changes: readonly { id: string; by: string | null }[],
): Promise<void> {
  if (changes.length === 0) return;
  await query(
    `update network_node n set suppressed_by = r.by
     from jsonb_to_recordset($1::jsonb) as r(id uuid, by uuid) where n.id = r.id`,
    [JSON.stringify(changes)],
  );
}

/** Their probes count their failures anew, at once; an answer that is under way comes too late. */
export async function askAfresh(query: Query, nodeIds: readonly string[]): Promise<void> {
  if (nodeIds.length === 0) return;
  await query(
    `update probe set failures = 0, successes = 0, streak_since = null, next_at = now(), lease_id = null,
       lease_until = null where node_id = any($1::uuid[]) and enabled`,
    [nodeIds],
  );
}
