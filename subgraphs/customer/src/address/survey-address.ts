import { permitted } from '../access/permitted.ts';
import type { CustomerContext } from '../customer-domain.ts';
import { type AddressRow, lockAddress, stateCoverage } from './address.store.ts';
import type { AddressCoverage } from './address.ts';

/** States whether the network reaches an address. Throws NOT_FOUND, FORBIDDEN. */
export async function surveyAddress(
  context: CustomerContext,
  input: { readonly addressId: string; readonly coverage: AddressCoverage },
): Promise<AddressRow> {
  return context.transaction(async (work) => {
    const found = await lockAddress(work, input.addressId);
    const address = permitted(work, 'address:survey', found, 'address');
    return stateCoverage(work, address, input.coverage);
  });
}
