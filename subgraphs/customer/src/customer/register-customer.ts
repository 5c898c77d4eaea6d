import { badInput } from '@lastmile/kernel/refusal';
import { customerCreated } from '@lastmile/messaging/events/customer/customer';
import type { CustomerContext } from '../customer-domain.ts';
import { codeWord } from '../input/text.ts';
import { emitMembershipAdded } from '../membership/membership.event.ts';
import { insertMembership } from '../membership/membership.store.ts';
import { regionNamed } from '../region/region.store.ts';
import { assertActiveUser } from '../user/known-user.store.ts';
import type { WrittenParticulars } from './create-customer.ts';
import { emitCustomer } from './customer.event.ts';
import { type CustomerRow, insertCustomer } from './customer.store.ts';
import { checkParticulars } from './customer.ts';

export interface RegisterCustomer extends WrittenParticulars {
  readonly regionId?: string | null;
  readonly segment?: string | null;
  /** A user who is to own the customer from the start. */
  readonly ownerUserId?: string | null;
}

/** Staff make a customer for somebody else. Throws FORBIDDEN, BAD_INPUT, NOT_FOUND (owner), UserDeactivated. */
export async function registerCustomer(
  context: CustomerContext,
  input: RegisterCustomer,
): Promise<CustomerRow> {
  context.assertMay('customer:register');
  const particulars = checkParticulars(input.kind, input, context.settings.defaultLocale);
  const segment = input.segment
    ? codeWord('segment', input.segment)
    : context.settings.defaultSegment[input.kind];
  return context.transaction(async (work) => {
    const { id: regionId, legalEntityId } = await regionNamed(work, input.regionId);
    if (!work.may('customer:register', { regionId, legalEntityId }))
      throw badInput('regionId', 'your rights do not reach this region');
    const row = await insertCustomer(work, { ...particulars, segment, regionId, legalEntityId });
    emitCustomer(work, customerCreated, row);
    if (input.ownerUserId) {
      const userId = await assertActiveUser(work, input.ownerUserId);
      const member = { customerId: row.id, userId, role: 'owner' as const, regionId, legalEntityId };
      emitMembershipAdded(work, await insertMembership(work, member));
    }
    return row;
  });
}
