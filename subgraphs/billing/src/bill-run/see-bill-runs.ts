import {
  billRunFinished,
  billRunProgressed,
  billRunStarted,
} from '@lastmile/messaging/events/billing/bill-run';
import { livePayloads } from '@lastmile/subgraph/graphql/live';
import { type Connection, connection, countMax, type PageArgs } from '@lastmile/subgraph/graphql/page';
import type { z } from 'zod';
import { permitted, staffEntities } from '../access/permitted.ts';
import type { BillingContext } from '../billing.ts';
import { keysetPage } from '../graphql/keyset-page.ts';
import { changeOf, withEntity } from '../live/follow-subject.ts';
import { type BillRunRow, billRunsWhere, findBillRun } from './bill-run.store.ts';

const order = 'billrun.started';

/** The newest first. */
export async function listBillRuns(context: BillingContext, args: PageArgs): Promise<Connection<BillRunRow>> {
  const visible = staffEntities(context, 'billrun:read');
  const page = keysetPage(args, order, ['instant', 'id']);
  const { query } = context.database;
  const entities = visible === 'all' ? null : visible;
  const rows = await billRunsWhere(
    query,
    `where ($1::uuid[] is null or r.legal_entity_id = any($1))
       and ($2::timestamptz is null or (r.started_at, r.id) < ($2, $3::uuid))
     order by r.started_at desc, r.id desc limit $4`,
    [entities, page.after?.[0] ?? null, page.after?.[1] ?? null, page.limit],
  );
  const count = async () => {
    const [row] = await query<{ count: number }>(
      `select count(*)::int as count from (select from bill_run
         where $1::uuid[] is null or legal_entity_id = any($1) limit $2) counted`,
      [entities, countMax + 1],
    );
    return row?.count ?? 0;
  };
  return connection(page, rows, order, (row) => [row.startedAt.toISOString(), row.id], count);
}

type BillRunFacts = z.output<typeof billRunProgressed.schema>;

/** A run’s progress, or every run’s. Throws NOT_FOUND for one that is not there. */
export async function followBillRuns(
  context: BillingContext,
  args: { id?: string | null; after?: string | null },
) {
  staffEntities(context, 'billrun:read');
  const { query } = context.database;
  if (args.id) permitted(context, 'billrun:read', await findBillRun(query, args.id), 'bill run');
  const payloads = livePayloads(
    context.live,
    {
      on: [billRunStarted, billRunProgressed, billRunFinished],
      after: args.after ?? null,
      ...(args.id ? { subject: { name: 'billrunid', id: args.id } as const } : {}),
    },
    changeOf,
    async (event) => (await findBillRun(query, event.subject)) ?? null,
  );
  return withEntity(payloads, 'billRun', ({ accounts, invoices, failures }: BillRunFacts) => ({
    accountsDone: accounts,
    invoices,
    failures,
  }));
}
