import { newId } from '@lastmile/kernel/id';
import { addKey } from '../api-key/issue-api-key.ts';
import type { AuthContext } from '../auth.ts';
import { type CreatePartner, readPartner, tellPartner } from './create-partner.ts';
import { addPartner, type PartnerRow } from './partner.store.ts';
import { assertHolds } from './read-partner.ts';

export interface ImportedPartner extends CreatePartner {
  /** A key that it has already, in the form of ours. */
  readonly key: string;
}

/**
 * Brings a partner along with the key that it has; one whose name is known is left as it is. Null then. Throws
 * MoreThanYouHold, BAD_INPUT, FORBIDDEN.
 */
export async function importPartner(
  context: AuthContext,
  input: ImportedPartner,
): Promise<PartnerRow | null> {
  context.assertMay('partner:manage');
  const partner = readPartner(input, newId(), context.services.clock.now());
  return context.transaction(async (work) => {
    assertHolds(work, partner);
    if (!(await addPartner(work, partner))) return null;
    tellPartner(work, partner);
    await addKey(work, partner, { label: null, scopes: null, key: input.key });
    return partner;
  });
}
