import type { CustomerWork } from '../customer-domain.ts';
import { rowsOf } from './insert-rows.ts';

export interface CustomerPlace {
  readonly id: string;
  readonly regionId: string;
  readonly legalEntityId: string;
}

/** The customers that rows are of. */
export function customersOf(
  work: CustomerWork,
  rows: readonly { readonly customerId: string }[],
): Promise<ReadonlyMap<string, CustomerPlace>> {
  return rowsOf<CustomerPlace>(
    work,
    `select id, region_id as "regionId", legal_entity_id as "legalEntityId" from customers
      where id = any($1::uuid[])`,
    rows.map(({ customerId }) => customerId),
  );
}
