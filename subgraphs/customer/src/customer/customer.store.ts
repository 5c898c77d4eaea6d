import { isId, newId } from '@lastmile/kernel/id';
import type { CustomerWork } from '../customer-domain.ts';
import { rowsByKey } from '../sql/rows-by-key.ts';
import { selectColumns } from '../sql/select-columns.ts';
import { type CustomerStatus, formatCustomerNumber, nameKeys, type Particulars } from './customer.ts';

export interface CustomerRow extends Particulars {
  readonly id: string;
  /** The same as `id`: by it the row says whose it is, as every other row does. */
  readonly customerId: string;
  readonly number: string;
  readonly status: CustomerStatus;
  readonly segment: string;
  readonly nameKey: string;
  readonly regionId: string;
  readonly legalEntityId: string;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
}

export const customerColumns = selectColumns<CustomerRow>({
  id: 'c.id',
  customerId: 'c.id',
  number: 'c.number',
  kind: 'c.kind',
  status: 'c.status',
  segment: 'c.segment',
  firstName: 'c.first_name',
  lastName: 'c.last_name',
  companyName: 'c.company_name',
  registrationNumber: 'c.registration_number',
  taxId: 'c.tax_id',
  email: 'c.email',
  phone: 'c.phone',
  locale: 'c.locale',
  nameKey: 'c.name_key',
  regionId: 'c.region_id',
  legalEntityId: 'c.legal_entity_id',
  createdAt: 'c.created_at',
  closedAt: 'c.closed_at',
});

export const customerById = rowsByKey<CustomerRow>({
  name: 'customer_by_id',
  sql: `select ${customerColumns} from customers c where c.id = any($1::uuid[])`,
  keyOf: ({ id }) => id,
});

/** The customer under a lock that keeps others from writing what is theirs. */
export async function lockCustomer(work: CustomerWork, id: string): Promise<CustomerRow | null> {
  if (!isId(id)) return null;
  const [row] = await work.query<CustomerRow>(
    `select ${customerColumns} from customers c where c.id = $1 for no key update`,
    [id],
  );
  return row ?? null;
}

type NewCustomer = Particulars & Pick<CustomerRow, 'segment' | 'regionId' | 'legalEntityId'>;

export async function insertCustomer(work: CustomerWork, customer: NewCustomer): Promise<CustomerRow> {
  const [next] = await work.query<{ ordinal: bigint }>(`select nextval('customer_numbers') as ordinal`);
  const id = newId();
  const data = {
    ...customer,
    ...nameKeys(customer),
    id,
    number: formatCustomerNumber(next?.ordinal ?? 0n),
    status: 'ACTIVE' as const,
    createdAt: work.clock.now(),
    closedAt: null,
  };
  await work.prisma.customer.create({ data });
  return { ...data, customerId: id };
}

export async function changeCustomer(
  work: CustomerWork,
  customer: CustomerRow,
  changes: Partial<Omit<CustomerRow, 'id' | 'customerId' | 'nameKey'>>,
): Promise<CustomerRow> {
  const changed = { ...customer, ...changes };
  const keys = nameKeys(changed);
  await work.prisma.customer.update({ where: { id: customer.id }, data: { ...changes, ...keys } });
  return { ...changed, nameKey: keys.nameKey };
}
