import type { Database, Query } from '@lastmile/database/database';
import type { PrismaClient } from '@lastmile/database/generated/billing/client';
import { defineLoader } from '@lastmile/subgraph/loader';
import type { Billing } from '../billing.ts';
import { groupBy } from '../sql/group-by.ts';
import { type InvoiceRow, invoiceSelect, type RawInvoice, toInvoice } from './invoice.store.ts';
import type { InvoiceStatus } from './invoice.ts';

export type InvoiceParent = 'customer' | 'account';

/** One page of the invoices below a parent. `today` is an instant: statuses are told by the date in each one's zone. */
export interface InvoicePageKey {
  readonly parent: InvoiceParent;
  readonly parentId: string;
  readonly limit: number;
  /** (issued on, id) of the row before. */
  readonly after: readonly [string, string] | null;
  readonly statuses: readonly InvoiceStatus[] | null;
  /** Of these legal entities alone; null for all. */
  readonly entities: readonly string[] | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The computed status as a condition; `$now` stands for a parameter. Text of ours alone. */
export function statusCondition(statuses: readonly InvoiceStatus[], now: string): string {
  const open = `i.status = 'ISSUED' and i.allocated_amount < i.total`;
  const today = `(${now}::timestamptz at time zone i.time_zone)::date`;
  const conditions: Record<InvoiceStatus, string> = {
    CANCELLED: `i.status = 'CANCELLED'`,
    PAID: `(i.status = 'ISSUED' and i.allocated_amount = i.total)`,
    OVERDUE: `(${open} and i.due_on < (${now}::timestamptz at time zone 'UTC')::date + 2 and i.due_on < ${today})`,
    PENDING: `(${open} and i.due_on >= ${today})`,
  };
  const any = statuses.length === 0 ? 'false' : statuses.map((status) => conditions[status]).join(' or ');
  // The parameter is named whatever was asked for: PostgreSQL refuses values that no statement uses.
  return `(${now}::timestamptz is not null and (${any}))`;
}

/** For many parents in one statement: everybody who asks for the same kind of page in a tick shares it. */
export const invoicePageLoader = defineLoader<Billing, InvoicePageKey, InvoiceRow[]>({
  name: 'invoice-page',
  fetch: async (database, keys) => {
    const found = new Map<InvoicePageKey, InvoiceRow[]>();
    const alike = groupBy(keys, ({ parentId: _, ...rest }) => JSON.stringify(rest));
    await Promise.all([...alike.values()].map((group) => fetchAlike(database, group, found)));
    return keys.map((key) => found.get(key) ?? []);
  },
});

async function fetchAlike(
  database: Database<PrismaClient>,
  keys: readonly InvoicePageKey[],
  found: Map<InvoicePageKey, InvoiceRow[]>,
): Promise<void> {
  const [first] = keys;
  if (!first) return;
  const ids = keys.map(({ parentId }) => parentId);
  const rows = await fetchPages(database, first, ids);
  const pages = groupBy(rows, (row) => (first.parent === 'customer' ? row.customerId : row.accountId));
  for (const key of keys) found.set(key, pages.get(key.parentId) ?? []);
}

async function fetchPages(
  database: Database<PrismaClient>,
  { parent, limit, after, statuses, entities, now }: InvoicePageKey,
  ids: readonly string[],
): Promise<InvoiceRow[]> {
  const text = (more: string) => `
    select ${invoiceSelect} from unnest($1::uuid[]) as parent(id) cross join lateral (
      select * from invoice i where i.${parent}_id = parent.id and i.status <> 'DRAFT' ${more}
      order by i.issued_on desc, i.id desc limit $2) i`;
  if (!after && !statuses && !entities) {
    const rows = await database.statement<RawInvoice>(
      `billing-invoices-of-${parent}`,
      text(''),
    )([ids, limit]);
    return rows.map(toInvoice);
  }
  const more = `and ($3::date is null or (i.issued_on, i.id) < ($3, $4::uuid))
    and ${statuses ? statusCondition(statuses, '$5') : '$5::timestamptz is not null'}
    and ($6::uuid[] is null or i.legal_entity_id = any($6))`;
  const values = [ids, limit, after?.[0] ?? null, after?.[1] ?? null, new Date(now), entities];
  return (await database.query<RawInvoice>(text(more), values)).map(toInvoice);
}

export async function countInvoices(query: Query, where: string, values: readonly unknown[], most: number) {
  const [row] = await query<{ count: number }>(
    `select count(*)::int as count from (select from invoice i where ${where} limit ${Math.trunc(most)}) counted`,
    values,
  );
  return row?.count ?? 0;
}
