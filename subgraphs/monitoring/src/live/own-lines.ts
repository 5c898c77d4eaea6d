import type { Database } from '@lastmile/database/database';

/** How many lines of a customer an outage touches or has touched. */
export async function ownLines(
  database: Pick<Database<unknown>, 'query'>,
  outageId: string,
  customerId: string,
): Promise<number> {
  const rows = await database.query<{ lines: number }>(
    `select count(*)::int as lines from line_impact where outage_id = $1 and customer_id = $2 and not retracted`,
    [outageId, customerId],
  );
  return rows[0]?.lines ?? 0;
}
