import { onDatabase, type Parts } from './start-parts.ts';

export interface Commits {
  /** When each membership was committed, in milliseconds since 1970, by "user customer". */
  readonly at: ReadonlyMap<string, number>;
}

/** PostgreSQL's own word for when a row's transaction was committed: both databases are on one server and one clock. */
async function commitsOf(url: string): Promise<Commits['at']> {
  return onDatabase(url, async (client) => {
    const { rows } = await client.query<{ key: string; at: string }>(
      `select user_id || ' ' || customer_id as key,
              extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000 as at from memberships`,
    );
    return new Map(rows.map(({ key, at }) => [key, Number(at)]));
  });
}

/** For each membership: committed in the customer domain, committed in the auth domain. */
export async function readCommits(parts: Parts): Promise<{ from: number; to: number }[]> {
  const [said, heard] = await Promise.all([commitsOf(parts.urls.customer), commitsOf(parts.urls.auth)]);
  return [...said].flatMap(([key, from]) => {
    const to = heard.get(key);
    return to === undefined ? [] : [{ from, to }];
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
