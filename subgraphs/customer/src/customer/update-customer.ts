import { customerChanged } from '@lastmile/messaging/events/customer/customer';
import type { CustomerContext, CustomerWork } from '../customer-domain.ts';
import { codeWord } from '../input/text.ts';
import { regionNamed } from '../region/region.store.ts';
import type { WrittenParticulars } from './create-customer.ts';
import { emitCustomer } from './customer.event.ts';
import { type CustomerRow, changeCustomer } from './customer.store.ts';
import { changeParticulars } from './customer.ts';
import { openCustomer } from './open-customer.ts';

/** What is absent stays; null clears what may be empty. Segment and region are for staff. */
export interface UpdateCustomer extends Partial<Omit<WrittenParticulars, 'kind'>> {
  readonly customerId: string;
  readonly segment?: string | null;
  readonly regionId?: string | null;
}

/** Throws NOT_FOUND, FORBIDDEN, BAD_INPUT, CustomerIsClosed. */
export async function updateCustomer(context: CustomerContext, input: UpdateCustomer): Promise<CustomerRow> {
  return context.transaction(async (work) => {
    const customer = await openCustomer(work, input.customerId, 'customer:update');
    const { customerId, segment, regionId, ...written } = input;
    const particulars = changeParticulars(customer, written);
    const place = await staffChanges(work, customer, { segment, regionId });
    const changed = await changeCustomer(work, customer, { ...particulars, ...place });
    if (changed.segment !== customer.segment || changed.regionId !== customer.regionId)
      emitCustomer(work, customerChanged, changed);
    return changed;
  });
}

async function staffChanges(
  work: CustomerWork,
  customer: CustomerRow,
  { segment, regionId }: Pick<UpdateCustomer, 'segment' | 'regionId'>,
): Promise<Partial<Pick<CustomerRow, 'segment' | 'regionId' | 'legalEntityId'>>> {
  if (!segment && !regionId) return {};
  work.assertMay('customer:register', customer);
  if (!regionId) return { segment: codeWord('segment', segment ?? '') };
  const region = await regionNamed(work, regionId);
  work.assertMay('customer:register', { regionId: region.id, legalEntityId: region.legalEntityId });
  return {
    ...(segment ? { segment: codeWord('segment', segment) } : {}),
    regionId: region.id,
    legalEntityId: region.legalEntityId,
  };
}
