import type { Log } from '@lastmile/telemetry/log';
import { eventIdNames } from './envelope.ts';
import { keepTrying, Stopped } from './keep-trying.ts';
import { beginEpochIfRestored } from './log-epoch.ts';
import { preparePartitions } from './partitions.ts';
import type { Pool } from './query.ts';
import { WakeSignal } from './wake-signal.ts';

/** NOTIFY on it says that the log of this database has grown; the payload is its last position. */
export const LOG_CHANNEL = 'lastmile_log';

export interface SequencerOptions {
  readonly domain: string;
  readonly pool: Pool;
  readonly log: Log;
  /** How long an event waits at most whose writer died between commit and wake. Default 1,000. */
  readonly pollMs?: number;
  /** Events moved in one transaction. Default 5,000. */
  readonly batchSize?: number;
  /** Told after each move, before other processes hear of it. */
  readonly onMoved?: (countsByType: Readonly<Record<string, number>>) => void;
}

export interface Sequencer {
  start(): Promise<void>;
  /** Ends after the move that is going on. */
  stop(): Promise<void>;
  wake(): void;
  /** Resolves when everything committed before the call has a position. */
  drain(): Promise<void>;
  /** Why it does not work at the moment, if so. */
  fault(): string | undefined;
}

const idColumns = eventIdNames.join(', ');
const idFields = eventIdNames.map((name) => `${name} text`).join(', ');

/**
 * One message, so one transaction that PostgreSQL ends by itself: a process that freezes after sending it holds
 * nothing. The second statement has a snapshot taken under the lock, so `position` is the last one given. Within a
 * stream `ordinal` follows the sequence, and whoever sees an event sees those before it in its stream, since each
 * waited for the other's commit.
 */
const move = (batchSize: number) => `
SELECT pg_advisory_xact_lock(hashtext('messaging.sequencer'));
WITH taken AS (
  DELETE FROM messaging.pending_events WHERE ordinal = ANY (ARRAY(
    SELECT ordinal FROM messaging.pending_events ORDER BY ordinal LIMIT ${batchSize}
  )) RETURNING *
), moved AS (
  INSERT INTO messaging.event_log
    (position, epoch, topic, key, sequence, type, recordedat, bulk, ${idColumns}, envelope)
  SELECT head.position + row_number() OVER (ORDER BY ordinal), head.epoch, topic, key, sequence, type, recordedat,
    ids.bulkid IS NOT NULL, ${idColumns}, envelope
  FROM taken CROSS JOIN messaging.log_head AS head
    CROSS JOIN LATERAL json_to_record(envelope) AS ids(bulkid text, ${idFields})
  RETURNING type
), by_type AS (
  SELECT type, count(*) AS count FROM moved GROUP BY type
), counted AS (
  SELECT coalesce(sum(count), 0)::bigint AS count, json_object_agg(type, count) AS types FROM by_type
), advanced AS (
  UPDATE messaging.log_head AS head SET position = head.position + counted.count
  FROM counted WHERE counted.count > 0 RETURNING head.position, counted.count, counted.types
)
SELECT count::int AS count, types::text AS types, position::text AS position, pg_notify('${LOG_CHANNEL}', position::text) FROM advanced`;

/** Gives committed events their positions. Every replica runs one; the lock decides whose turn it is. */
export function createSequencer(options: SequencerOptions): Sequencer {
  const { domain, pool, log, pollMs = 1_000, batchSize = 5_000 } = options;
  const what = `the sequencer of ${domain}`;
  const statement = move(batchSize);
  const signal = new WakeSignal();
  const stopping = new AbortController();
  let room = 0;
  let fault: string | undefined;
  let running: Promise<void> | undefined;

  const moveOnce = async (): Promise<number> => {
    const results = (await pool.query(statement)) as unknown as { rows: unknown[] }[];
    const row = results[1]?.rows[0] as { count: number; types: string; position: string } | undefined;
    if (!row) return 0;
    options.onMoved?.(JSON.parse(row.types));
    await makeRoom(Number(row.position));
    return row.count;
  };
  const makeRoom = async (position: number) => {
    // Half of a partition is left when the next one is made.
    if (position + batchSize + 500_000 > room) room = await preparePartitions(pool, position);
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      const count = await keepTrying(
        {
          what,
          log,
          signal: stopping.signal,
          onFailure: (error) => {
            fault = error instanceof Error ? error.message : String(error);
          },
        },
        moveOnce,
      );
      fault = undefined;
      if (count < batchSize) await signal.sleep(pollMs, stopping.signal);
    }
  };
  return {
    start: async () => {
      await expectTables(pool, domain);
      await beginEpochIfRestored(pool, domain, log);
      const { rows } = await pool.query('SELECT position::text FROM messaging.log_head');
      await makeRoom(Number((rows[0] as { position: string }).position));
      running = run().catch((error) => {
        if (!(error instanceof Stopped)) throw error;
      });
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
    wake: () => signal.wake(),
    drain: async () => {
      while ((await moveOnce()) > 0);
    },
    fault: () => fault,
  };
}

async function expectTables(pool: Pool, domain: string): Promise<void> {
  const { rows } = await pool.query(`SELECT to_regclass('messaging.log_head') IS NOT NULL AS there`);
  if ((rows[0] as { there: boolean }).there) return;
  throw new Error(
    `The database of ${domain} has no event log: apply the migrations first (npm run migrate -- ${domain}).`,
  );
}
