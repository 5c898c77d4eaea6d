import { openCustomer } from '../customer/open-customer.ts';
import type { CustomerContext } from '../customer-domain.ts';
import { regionNamed } from '../region/region.store.ts';
import { type AddressRow, insertAddress } from './address.store.ts';
import { checkPlace, type Place } from './address.ts';

/** Texts as they were written; see checkPlace for what each has to be. */
export type AddConnectionAddress = {
  readonly [Field in keyof Place]?: string | null | undefined;
} & {
  readonly customerId: string;
  /** The customer's own region unless given. */
  readonly regionId?: string | null;
};

/** Throws NOT_FOUND, FORBIDDEN, BAD_INPUT, CustomerIsClosed. */
export async function addConnectionAddress(
  context: CustomerContext,
  input: AddConnectionAddress,
): Promise<AddressRow> {
  return context.transaction(async (work) => {
    const customer = await openCustomer(work, input.customerId, 'address:manage');
    const region = await regionNamed(work, input.regionId ?? customer.regionId);
    return insertAddress(work, {
      ...checkPlace(input),
      customerId: customer.id,
      regionId: region.id,
      legalEntityId: region.legalEntityId,
    });
  });
}
