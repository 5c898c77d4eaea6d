import type { Log } from '@lastmile/telemetry/log';
import type { Pool } from './query.ts';

/**
 * A log that wakes up in another cluster or on another timeline than the one it was written in was restored: what it
 * gave out after the backup was taken is gone, and its positions will be given again. It begins a new epoch, so that
 * old cursors are told to resync and consumers do not take new events for duplicates.
 */
export async function beginEpochIfRestored(pool: Pool, domain: string, log: Log): Promise<void> {
  const { rows } = await pool.query(`
    WITH cluster AS (
      SELECT (SELECT system_identifier::text FROM pg_control_system()) AS system,
        (SELECT timeline_id FROM pg_control_checkpoint()) AS timeline
    ), before AS (SELECT * FROM messaging.log_head FOR UPDATE)
    UPDATE messaging.log_head AS head
    SET system = cluster.system, timeline = cluster.timeline,
      epoch = head.epoch + CASE WHEN before.system IS NOT NULL AND before.position > 0 THEN 1 ELSE 0 END
    FROM cluster, before
    WHERE (before.system, before.timeline) IS DISTINCT FROM (cluster.system, cluster.timeline)
    RETURNING head.epoch, before.epoch AS previous`);
  const changed = rows[0] as { epoch: number; previous: number } | undefined;
  if (changed && changed.epoch !== changed.previous) {
    log.warn('The event log was restored from a backup and begins a new epoch.', {
      domain,
      epoch: changed.epoch,
    });
  }
}

/** Begins a new epoch by command: for a restore that leaves no trace in the cluster. Returns the new one. */
export async function beginEpoch(pool: Pool): Promise<number> {
  const { rows } = await pool.query('UPDATE messaging.log_head SET epoch = epoch + 1 RETURNING epoch');
  return (rows[0] as { epoch: number }).epoch;
}
