import { firstRegionId } from '@lastmile/kernel/company';
import { badInput } from '@lastmile/kernel/refusal';
import { customerCreated } from '@lastmile/messaging/events/customer/customer';
import { customerIds, customerState } from '../customer/customer.event.ts';
import type { CustomerRow } from '../customer/customer.store.ts';
import { checkParticulars, formatCustomerNumber, nameKeys } from '../customer/customer.ts';
import type { CustomerWork } from '../customer-domain.ts';
import { codeWord, requiredText } from '../input/text.ts';
import type { RegionRow } from '../region/region.store.ts';
import type { ImportedCustomer } from './imported-rows.ts';
import { checkRows, insertRows, known } from './insert-rows.ts';

type Imported = Omit<CustomerRow, 'number'> & {
  readonly number: string | null;
  readonly givenNameKey: string;
};

export async function importParticulars(
  work: CustomerWork,
  given: readonly ImportedCustomer[],
  regions: ReadonlyMap<string, RegionRow>,
  bulkid: string,
): Promise<void> {
  const checked = checkRows('customers', given, (row) => checkedCustomer(work, row, regions));
  const rows = await numbered(work, checked);
  const made = await insertRows(work, 'customers', 'customers', columns, rows.map(toColumns));
  await passNumbers(work);
  const fresh = rows.filter(({ id }) => made.has(id));
  work.emitMany(
    customerCreated,
    fresh.map((row) => ({
      key: row.id,
      subject: row.id,
      time: row.createdAt,
      data: customerState(row),
      ids: customerIds(row),
      bulkid,
    })),
  );
}

function checkedCustomer(
  work: CustomerWork,
  given: ImportedCustomer,
  regions: ReadonlyMap<string, RegionRow>,
): Imported {
  const particulars = checkParticulars(given.kind, given, work.settings.defaultLocale);
  const region = known(regions, given.regionId ?? firstRegionId, 'regionId');
  const createdAt = given.createdAt ?? work.clock.now();
  if (Number.isNaN(createdAt.getTime())) throw badInput('createdAt', 'this is not an instant');
  return {
    ...particulars,
    ...nameKeys(particulars),
    id: given.id,
    customerId: given.id,
    number: given.number === undefined ? null : requiredText('number', given.number, 40).toUpperCase(),
    status: 'ACTIVE',
    segment: given.segment ? codeWord('segment', given.segment) : work.settings.defaultSegment[given.kind],
    regionId: region.id,
    legalEntityId: region.legalEntityId,
    createdAt,
    closedAt: null,
  };
}

async function numbered(work: CustomerWork, rows: readonly Imported[]) {
  const lacking = rows.filter(({ number }) => number === null).length;
  const ordinals = await work.query<{ ordinal: bigint }>(
    `select nextval('customer_numbers') as ordinal from generate_series(1, $1)`,
    [lacking],
  );
  return rows.map((row) => ({
    ...row,
    number: row.number ?? formatCustomerNumber(ordinals.pop()?.ordinal ?? 0n),
  }));
}

/** Numbers that were brought along are not given out again. */
async function passNumbers(work: CustomerWork): Promise<void> {
  await work.query(`select setval('customer_numbers', given.highest)
    from (select max(substr(number, 2)::bigint) as highest from customers where number ~ '^C[0-9]{7,18}$') given,
      customer_numbers s
    where given.highest > s.last_value`);
}

const columns = {
  id: 'uuid',
  number: 'text',
  kind: 'customer_kind',
  status: 'customer_status',
  segment: 'text',
  first_name: 'text',
  last_name: 'text',
  company_name: 'text',
  registration_number: 'text',
  tax_id: 'text',
  email: 'text',
  phone: 'text',
  locale: 'text',
  name_key: 'text',
  given_name_key: 'text',
  region_id: 'uuid',
  legal_entity_id: 'uuid',
  created_at: 'timestamptz',
} as const;

const toColumns = (row: Imported) => ({
  id: row.id,
  number: row.number,
  kind: row.kind,
  status: row.status,
  segment: row.segment,
  first_name: row.firstName,
  last_name: row.lastName,
  company_name: row.companyName,
  registration_number: row.registrationNumber,
  tax_id: row.taxId,
  email: row.email,
  phone: row.phone,
  locale: row.locale,
  name_key: row.nameKey,
  given_name_key: row.givenNameKey,
  region_id: row.regionId,
  legal_entity_id: row.legalEntityId,
  created_at: row.createdAt,
});
