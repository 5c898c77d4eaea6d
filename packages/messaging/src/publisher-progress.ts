import type { ConsumerPositions, PublisherProgress } from './carrier.ts';
import type { Query } from './query.ts';

/** The lease and the position of whoever hands this database's log to a carrier, on the database's own clock. */
export function createPublisherProgress(query: Query): PublisherProgress {
  return {
    hold: async (holder, leaseMs) => {
      const [row] = await query<{ position: string }>(
        `UPDATE messaging.publisher
         SET holder = $1::uuid, held_until = clock_timestamp() + $2::float8 * interval '1 millisecond'
         WHERE holder = $1::uuid OR held_until < clock_timestamp() RETURNING position::text`,
        [holder, leaseMs],
      );
      return row && Number(row.position);
    },
    record: async (holder, position) => {
      const rows = await query(
        'UPDATE messaging.publisher SET position = greatest(position, $2) WHERE holder = $1::uuid RETURNING 1',
        [holder, position],
      );
      return rows.length > 0;
    },
    release: async (holder) => {
      await query(
        `UPDATE messaging.publisher SET holder = NULL, held_until = '-infinity' WHERE holder = $1::uuid`,
        [holder],
      );
    },
    recorded: async () => {
      const [row] = await query<{ position: string }>('SELECT position::text FROM messaging.publisher');
      return Number(row?.position ?? 0);
    },
  };
}

/** How far this domain has read the logs of others, kept in its own database. */
export function createConsumerPositions(query: Query): ConsumerPositions {
  return {
    load: async (source) => {
      const [row] = await query<{ position: string }>(
        'SELECT position::text FROM messaging.consumer_positions WHERE source = $1',
        [source],
      );
      return Number(row?.position ?? 0);
    },
    save: async (source, position) => {
      await query(
        `INSERT INTO messaging.consumer_positions AS known (source, position) VALUES ($1, $2)
         ON CONFLICT (source) DO UPDATE SET position = greatest(known.position, excluded.position)`,
        [source, position],
      );
    },
  };
}
