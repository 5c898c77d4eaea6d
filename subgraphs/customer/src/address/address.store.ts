import { newId } from '@lastmile/kernel/id';
import type { CustomerWork } from '../customer-domain.ts';
import { listUnder } from '../sql/list-under.ts';
import { lockOwned } from '../sql/lock-owned.ts';
import { rowsByKey } from '../sql/rows-by-key.ts';
import { selectColumns } from '../sql/select-columns.ts';
import type { AddressCoverage, Place } from './address.ts';

export interface AddressRow extends Place {
  readonly id: string;
  readonly customerId: string;
  readonly regionId: string;
  readonly legalEntityId: string;
  readonly coverage: AddressCoverage | null;
  readonly surveyedAt: Date | null;
  readonly createdAt: Date;
}

const columns = selectColumns<AddressRow>({
  id: 'a.id',
  customerId: 'a.customer_id',
  regionId: 'a.region_id',
  legalEntityId: 'a.legal_entity_id',
  country: 'a.country',
  postalCode: 'a.postal_code',
  city: 'a.city',
  street: 'a.street',
  houseNumber: 'a.house_number',
  unit: 'a.unit',
  directions: 'a.directions',
  coverage: 'a.coverage',
  surveyedAt: 'a.surveyed_at',
  createdAt: 'a.created_at',
});

export const addressById = rowsByKey<AddressRow>({
  name: 'connection_address_by_id',
  sql: `select ${columns} from connection_addresses a where a.id = any($1::uuid[])`,
  keyOf: ({ id }) => id,
});

export const addressesOfCustomer = listUnder<AddressRow>({
  name: 'addresses_of_customer',
  columns,
  from: 'connection_addresses a',
  parent: 'a.customer_id',
  id: 'a.id',
});

export const lockAddress = (work: CustomerWork, id: string) =>
  lockOwned<AddressRow>(work, { name: 'connection_addresses', alias: 'a', columns }, id);

type NewAddress = Place & Pick<AddressRow, 'customerId' | 'regionId' | 'legalEntityId'>;

export async function insertAddress(work: CustomerWork, address: NewAddress): Promise<AddressRow> {
  const data = { ...address, id: newId(), coverage: null, surveyedAt: null, createdAt: work.clock.now() };
  await work.prisma.connectionAddress.create({ data });
  return data;
}

export async function stateCoverage(
  work: CustomerWork,
  address: AddressRow,
  coverage: AddressCoverage,
): Promise<AddressRow> {
  const changes = { coverage, surveyedAt: work.clock.now() };
  await work.prisma.connectionAddress.update({ where: { id: address.id }, data: changes });
  return { ...address, ...changes };
}
