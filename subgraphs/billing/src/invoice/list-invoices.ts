import { isId } from '@lastmile/kernel/id';
import { type Connection, connection, countMax, type PageArgs } from '@lastmile/subgraph/graphql/page';
import { staffEntities } from '../access/permitted.ts';
import type { BillingContext } from '../billing.ts';
import { keysetPage } from '../graphql/keyset-page.ts';
import { type InvoiceRow, invoicesWhere } from './invoice.store.ts';
import type { InvoiceStatus } from './invoice.ts';
import {
  countInvoices,
  type InvoiceParent,
  invoicePageLoader,
  statusCondition,
} from './invoice-page.store.ts';

const order = 'invoice.issued';
const keysetOf = (row: InvoiceRow) => [row.issuedOn, row.id];

/** The invoices below a customer or an account, the newest first. */
export async function invoicesUnder(
  context: BillingContext,
  parent: InvoiceParent,
  parentId: string,
  args: PageArgs,
  filter: { status?: readonly InvoiceStatus[] | null } | null,
  /** Of these legal entities alone. */
  visible: 'all' | readonly string[] = 'all',
): Promise<Connection<InvoiceRow>> {
  const page = keysetPage(args, order, ['date', 'id']);
  const statuses = filter?.status ?? null;
  const entities = visible === 'all' ? null : visible;
  const now = statuses ? context.clock.now().getTime() : 0;
  const rows = isId(parentId)
    ? await context.load(invoicePageLoader, {
        parent,
        parentId,
        limit: page.limit,
        after: page.after as [string, string] | null,
        ...{ statuses, entities, now },
      })
    : [];
  const where = `i.${parent}_id = $1 and i.status <> 'DRAFT' and ${statuses ? statusCondition(statuses, '$2') : '$2::timestamptz is not null'}
    and ($3::uuid[] is null or i.legal_entity_id = any($3))`;
  return connection(page, rows, order, keysetOf, () =>
    countInvoices(context.database.query, where, [parentId, new Date(now), entities], countMax + 1),
  );
}

export interface InvoicesFilter {
  readonly status?: readonly InvoiceStatus[] | null;
  readonly customerId?: string | null;
  readonly accountId?: string | null;
  readonly legalEntityId?: string | null;
  readonly billRunId?: string | null;
  readonly number?: string | null;
}

/** Everybody’s invoices, for staff: those of their legal entities, the newest first. */
export async function listInvoices(
  context: BillingContext,
  args: PageArgs,
  filter: InvoicesFilter,
): Promise<Connection<InvoiceRow>> {
  const visible = staffEntities(context, 'invoice:read');
  const page = keysetPage(args, order, ['date', 'id']);
  const { where, values } = conditions(filter, visible, context.clock.now());
  const { query } = context.database;
  const at = values.length;
  const rows = await invoicesWhere(
    query,
    `where ${where} and ($${at + 1}::date is null or (i.issued_on, i.id) < ($${at + 1}, $${at + 2}::uuid))
     order by i.issued_on desc, i.id desc limit $${at + 3}`,
    [...values, page.after?.[0] ?? null, page.after?.[1] ?? null, page.limit],
  );
  return connection(page, rows, order, keysetOf, () => countInvoices(query, where, values, countMax + 1));
}

function conditions(filter: InvoicesFilter, visible: 'all' | readonly string[], now: Date) {
  const values: unknown[] = [];
  const parts = [`i.status <> 'DRAFT'`];
  const add = (column: string, type: string, value: unknown) => {
    values.push(value);
    parts.push(`${column} = any($${values.length}::${type}[])`);
  };
  if (visible !== 'all') add('i.legal_entity_id', 'uuid', visible);
  // A text that is no id matches nothing, like an id that is not there.
  const idColumns = ['customerId', 'accountId', 'legalEntityId', 'billRunId'] as const;
  for (const name of idColumns) {
    const id = filter[name];
    if (id) add(`i.${columnOf[name]}`, 'uuid', isId(id) ? [id] : []);
  }
  if (filter.number) add('i.number', 'text', [filter.number]);
  if (filter.status) {
    values.push(now);
    parts.push(statusCondition(filter.status, `$${values.length}`));
  }
  return { where: parts.join(' and '), values };
}

const columnOf = {
  customerId: 'customer_id',
  accountId: 'account_id',
  legalEntityId: 'legal_entity_id',
  billRunId: 'bill_run_id',
} as const;
