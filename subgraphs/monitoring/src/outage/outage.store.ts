import type { Query } from '@lastmile/database/database';
import type { OutageRow } from './outage.ts';

/** For `outage o`. */
export const outageColumns = `o.id, o.node_id as "nodeId", o.region_id as "regionId",
  o.legal_entity_id as "legalEntityId", o.status, o.origin, o.severity, o.severity_pinned as "severityPinned",
  o.cause, o.note, o.started_at as "startedAt", o.expected_end_at as "expectedEndAt", o.resolved_at as "resolvedAt",
  o.acknowledged_at as "acknowledgedAt", o.acknowledged_by as "acknowledgedBy", o.adopted_by as "adoptedById",
  o.affected_lines as "affectedLineCount", o.affected_customers as "affectedCustomerCount"`;

export async function findOpenOutage(query: Query, nodeId: string): Promise<OutageRow | null> {
  const rows = await query<OutageRow>(
    `select ${outageColumns} from outage o where o.node_id = $1 and o.status = 'OPEN' for update`,
    [nodeId],
  );
  return rows[0] ?? null;
}

/** Locks the row, so that nobody writes its impact meanwhile. */
export async function lockOutage(query: Query, id: string): Promise<OutageRow | null> {
  const rows = await query<OutageRow>(`select ${outageColumns} from outage o where o.id = $1 for update`, [
    id,
  ]);
  return rows[0] ?? null;
}

export async function insertOutage(query: Query, row: OutageRow): Promise<void> {
  await query(
    `insert into outage (id, node_id, region_id, legal_entity_id, status, origin, severity, severity_pinned, cause,
       note, started_at, expected_end_at, impact_pass)
     values ($1, $2, $3, $4, 'OPEN', $5, $6, $7, $8, $9, $10, $11, uuidv7())`,
    [
      row.id,
      row.nodeId,
      row.regionId,
      row.legalEntityId,
      row.origin,
      row.severity,
      row.severityPinned,
      row.cause,
      row.note,
      row.startedAt,
      row.expectedEndAt,
    ],
  );
}

/** Writes what may change. */
export async function saveOutage(query: Query, row: OutageRow): Promise<void> {
  await query(
    `update outage set status = $2, severity = $3, severity_pinned = $4, cause = $5, note = $6, expected_end_at = $7,
       resolved_at = $8, acknowledged_at = $9, acknowledged_by = $10, adopted_by = $11, affected_lines = $12,
       affected_customers = $13 where id = $1`,
    [
      row.id,
      row.status,
      row.severity,
      row.severityPinned,
      row.cause,
      row.note,
      row.expectedEndAt,
      row.resolvedAt,
      row.acknowledgedAt,
      row.acknowledgedBy,
      row.adoptedById,
      row.affectedLineCount,
      row.affectedCustomerCount,
    ],
  );
}

/** The last instant until which a node was covered by an outage that has left it; null if none ever did. */
export async function coveredUntil(query: Query, nodeId: string): Promise<Date | null> {
  const rows = await query<{ until: Date | null }>(
    'select max(to_at) as until from outage_scope where node_id = $1',
    [nodeId],
  );
  return rows[0]?.until ?? null;
}

/** What stays open to the outage's nodes ends with it. */
export async function closeScope(query: Query, outageId: string, at: Date): Promise<void> {
  await query(
    'update outage_scope set to_at = greatest(from_at, $2) where outage_id = $1 and to_at is null',
    [outageId, at],
  );
}

/** Who is attached now to what an open outage covers. */
export async function countAffected(query: Query, outageId: string) {
  const rows = await query<{ lines: number; customers: number }>(
    `select count(distinct a.line_id)::int as lines, count(distinct a.customer_id)::int as customers
     from outage_scope s join line_attachment a on a.node_id = s.node_id and upper_inf(a.valid_during)
     where s.outage_id = $1 and s.to_at is null`,
    [outageId],
  );
  return rows[0] ?? { lines: 0, customers: 0 };
}

/** Asks for the lines of these outages to be gone through from the beginning. */
export async function demandImpact(query: Query, outageIds: readonly string[]): Promise<void> {
  if (outageIds.length === 0) return;
  await query(
    `update outage set impact_due = true, impact_cursor = null, impact_pass = uuidv7() where id = any($1::uuid[])`,
    [outageIds],
  );
}
