import type { Pool } from './query.ts';

/** Positions per partition of the log: small enough to detach and to index anew, large enough to be few. */
const PARTITION = 1_000_000;

/**
 * Makes partitions so that at least one whole one lies ahead of `position`. Made as tables of their own and attached,
 * since that does not wait for those who read the log. Returns the position up to which there is room.
 */
export async function preparePartitions(pool: Pool, position: number): Promise<number> {
  const { rows } = await pool.query('SELECT prepared::text FROM messaging.log_head');
  let prepared = Number((rows[0] as { prepared: string }).prepared);
  while (prepared < position + PARTITION) {
    await pool.query(addPartition(prepared, prepared + PARTITION));
    prepared += PARTITION;
  }
  return prepared;
}

/** One message of several statements is one transaction that runs to its end even when this process is frozen. */
function addPartition(from: number, to: number): string {
  const table = `messaging.event_log_${from}`;
  return `
    SELECT pg_advisory_xact_lock(hashtext('messaging.partitions'));
    CREATE TABLE IF NOT EXISTS ${table} (LIKE messaging.event_log INCLUDING ALL);
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = '${table}'::regclass) THEN
        ALTER TABLE messaging.event_log ATTACH PARTITION ${table} FOR VALUES FROM (${from}) TO (${to});
      END IF;
    END $$;
    UPDATE messaging.log_head SET prepared = greatest(prepared, ${to});`;
}
