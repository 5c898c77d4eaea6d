import type { CarriedRecord } from './carrier.ts';
import type { Query } from './query.ts';

/** A record that is no event, kept as it came for somebody to look at. */
export interface UnreadableEntry {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly reason: string;
  readonly value: string;
}

/** More of it than this is not kept. */
const CHARACTERS_MAX = 100_000;

export async function setAsideRecord(query: Query, record: CarriedRecord, reason: string): Promise<void> {
  const text = typeof record.value === 'string' ? record.value : JSON.stringify(record.value);
  await query(
    `INSERT INTO messaging.unreadable_records (topic, partition, position, reason, value)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [
      record.topic,
      record.partition,
      record.offset,
      reason,
      text.slice(0, CHARACTERS_MAX).replaceAll('\0', '\uFFFD'),
    ],
  );
}

export async function listUnreadable(query: Query, limit = 100): Promise<UnreadableEntry[]> {
  return await query<UnreadableEntry>(
    `SELECT topic, partition, position AS "offset", reason, value FROM messaging.unreadable_records
     ORDER BY seen_at, topic, partition, position LIMIT $1`,
    [limit],
  );
}
