import type { PageArgs } from '@lastmile/subgraph/graphql/page';
import type { CustomerContext } from '../customer-domain.ts';
import { optionalText } from '../input/text.ts';
import { beginsWith, type Conditions, type ListOrder, type StaffList, staffPage } from '../sql/staff-list.ts';
import { type CustomerRow, customerColumns } from './customer.store.ts';
import { type CustomerStatus, foldName } from './customer.ts';

export interface CustomerFilter {
  /** The beginning of a name (family or given name first), number, e-mail address or telephone number. */
  readonly search?: string | null;
  readonly regionId?: string | null;
  readonly status?: CustomerStatus | null;
  readonly segment?: string | null;
}

/** Each backed by an index that ends in the id. */
export const customerOrders = {
  NUMBER: {
    name: 'NUMBER',
    by: { expression: 'c.number collate "C"', valueOf: ({ number }) => number, type: 'text' },
  },
  NAME: {
    name: 'NAME',
    by: { expression: 'c.name_key collate "C"', valueOf: ({ nameKey }) => nameKey, type: 'text' },
  },
  NEWEST: {
    name: 'NEWEST',
    by: {
      expression: 'c.created_at',
      valueOf: ({ createdAt }) => createdAt.toISOString(),
      type: 'timestamptz',
    },
    descending: true,
  },
} as const satisfies Record<string, ListOrder<CustomerRow>>;

export type CustomerOrder = keyof typeof customerOrders;

/** The customers that staff may list. Throws FORBIDDEN, PAGE_TOO_LARGE, BAD_CURSOR, BAD_INPUT. */
export function listCustomers(
  context: CustomerContext,
  args: PageArgs & { filter?: CustomerFilter | null; orderBy: CustomerOrder },
) {
  const list: StaffList<CustomerRow> = {
    name: 'customers',
    columns: customerColumns,
    from: 'customers c',
    id: 'c.id',
    region: 'c.region_id',
    legalEntity: 'c.legal_entity_id',
    order: customerOrders[args.orderBy],
  };
  const search = optionalText('filter.search', args.filter?.search);
  return staffPage(context, list, 'customer:list', args, (conditions) => {
    conditions.equalId('c.region_id', args.filter?.regionId);
    conditions.equal('c.status', args.filter?.status);
    conditions.equal('c.segment', args.filter?.segment);
    if (search) conditions.parts.push(matches(conditions, search));
  });
}

function matches(conditions: Conditions, search: string): string {
  const name = foldName(search);
  const phone = search.replace(/[\s().\-/]/g, '').replace(/^00/, '+');
  return `(${[
    beginsWith(conditions, 'c.name_key', name),
    beginsWith(conditions, 'c.given_name_key', name),
    beginsWith(conditions, 'c.number', search.toUpperCase()),
    beginsWith(conditions, 'c.email', search.toLowerCase()),
    ...(/^\+\d+$/.test(phone) ? [beginsWith(conditions, 'c.phone', phone)] : []),
  ].join(' or ')})`;
}
