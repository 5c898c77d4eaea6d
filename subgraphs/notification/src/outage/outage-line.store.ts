import type { Query } from '@lastmile/database/database';
import type { LineState } from './outage-phase.ts';

export interface OutageLine {
  readonly outageId: string;
  readonly lineId: string;
  readonly customerId: string;
  readonly revision: number;
  readonly state: LineState;
}

/** False when a higher revision is known already. */
export async function saveLine(query: Query, line: OutageLine, heardAt: Date): Promise<boolean> {
  const { outageId, lineId, customerId, revision, state } = line;
  const saved = await query(
    `insert into outage_line as o (outage_id, line_id, customer_id, revision, state, heard_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (outage_id, line_id) do update
       set revision = excluded.revision, state = excluded.state, heard_at = excluded.heard_at
       where o.revision < excluded.revision
     returning line_id`,
    [outageId, lineId, customerId, revision, state, heardAt],
  );
  return saved.length > 0;
}

export async function countLines(
  query: Query,
  outageId: string,
  customerId: string,
): Promise<{ readonly down: number }> {
  const [row] = await query<{ down: number }>(
    `select count(*) filter (where state = 'DOWN')::int as down from outage_line
     where outage_id = $1 and customer_id = $2`,
    [outageId, customerId],
  );
  return row ?? { down: 0 };
}

/** A late correction to an outage older than this begins anew; by then its letters are too old anyway. */
export async function dropOldLines(query: Query, before: Date): Promise<number> {
  const dropped = await query(
    `delete from outage_line where ctid in (select ctid from outage_line where heard_at < $1 limit 5000) returning 1`,
    [before],
  );
  return dropped.length;
}
