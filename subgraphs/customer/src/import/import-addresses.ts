import { checkPlace } from '../address/address.ts';
import type { CustomerWork } from '../customer-domain.ts';
import type { RegionRow } from '../region/region.store.ts';
import { customersOf } from './customers-of.ts';
import type { ImportedAddress } from './imported-rows.ts';
import { checkRows, insertRows, known } from './insert-rows.ts';

export async function importAddresses(
  work: CustomerWork,
  given: readonly ImportedAddress[],
  regions: ReadonlyMap<string, RegionRow>,
): Promise<void> {
  const customers = await customersOf(work, given);
  const now = work.clock.now();
  const rows = checkRows('addresses', given, (row) => {
    const customer = known(customers, row.customerId, 'customerId');
    const region = known(regions, row.regionId ?? customer.regionId, 'regionId');
    const place = checkPlace(row);
    return {
      id: row.id,
      customer_id: customer.id,
      region_id: region.id,
      legal_entity_id: region.legalEntityId,
      country: place.country,
      postal_code: place.postalCode,
      city: place.city,
      street: place.street,
      house_number: place.houseNumber,
      unit: place.unit,
      directions: place.directions,
      coverage: row.coverage,
      surveyed_at: row.coverage ? now : null,
      created_at: now,
    };
  });
  await insertRows(work, 'connection_addresses', 'addresses', columns, rows);
}

const columns = {
  id: 'uuid',
  customer_id: 'uuid',
  region_id: 'uuid',
  legal_entity_id: 'uuid',
  country: 'text',
  postal_code: 'text',
  city: 'text',
  street: 'text',
  house_number: 'text',
  unit: 'text',
  directions: 'text',
  coverage: 'address_coverage',
  surveyed_at: 'timestamptz',
  created_at: 'timestamptz',
} as const;
