import { membershipAdded } from '@lastmile/messaging/events/customer/customer';
import type { KafkaRecord } from './carry-bare.ts';
import { onDatabase, type Parts } from './start-parts.ts';

/** When each membership was committed, in milliseconds since 1970, by "user customer". */
type Commits = ReadonlyMap<string, number>;

/** One mutation on its way, in milliseconds since 1970. */
export interface Passage {
  readonly committed: number;
  /** When the publisher handed its event to Kafka. */
  readonly published: number;
  /** When its effect was committed in the other domain. */
  readonly effective: number;
}

/** PostgreSQL's own word for when a row's transaction was committed: both databases are on one server and one clock. */
async function commitsOf(url: string): Promise<Commits> {
  return onDatabase(url, async (client) => {
    const { rows } = await client.query<{ key: string; at: string }>(
      `select user_id || ' ' || customer_id as key,
              extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000 as at from memberships`,
    );
    return new Map(rows.map(({ key, at }) => [key, Number(at)]));
  });
}

/** The passages of all memberships that have arrived, with the records of the topic that they went through. */
export async function readPassages(parts: Parts, records: readonly KafkaRecord[]): Promise<Passage[]> {
  const [said, heard] = await Promise.all([commitsOf(parts.urls.customer), commitsOf(parts.urls.auth)]);
  return records.flatMap(({ value, timestamp: published }) => {
    const event = JSON.parse(String(value)) as { type: string; data: Record<string, string> };
    if (event.type !== membershipAdded.type) return [];
    const key = `${event.data.userId} ${event.data.customerId}`;
    const [committed, effective] = [said.get(key), heard.get(key)];
    return committed && effective ? [{ committed, published, effective }] : [];
  });
}

/** Waits until a table has at least so many rows. Throws after two minutes. */
export async function untilRows(url: string, table: string, count: number): Promise<void> {
  const deadline = Date.now() + 120_000;
  await onDatabase(url, async (client) => {
    for (;;) {
      const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from ${table}`);
      const there = rows[0]?.count ?? 0;
      if (there >= count) return;
      if (Date.now() > deadline) throw new Error(`${table} has ${there} rows of ${count} after two minutes.`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  });
}
