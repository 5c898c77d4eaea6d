import { isId } from '@lastmile/kernel/id';
import { notFound } from '@lastmile/kernel/refusal';
import type { AuthContext } from '../auth.ts';
import { readScope } from '../role/staff-scope.ts';
import { type CreatePartner, tellPartner } from './create-partner.ts';
import { lockPartner, type PartnerRow, type PartnerStatus, savePartner } from './partner.store.ts';
import { assertHolds, readLine, readPartnerPermissions, readQuota } from './read-partner.ts';

export interface ChangePartner extends Partial<Omit<CreatePartner, 'name' | 'permissions'>> {
  readonly partnerId: string;
  readonly permissions?: readonly string[] | null;
  readonly status?: PartnerStatus | null;
}

/**
 * Changes what a partner may, its quotas or its state, for all its keys at once and within a second. Throws NOT_FOUND,
 * MoreThanYouHold (also for what is taken away), BAD_INPUT, FORBIDDEN.
 */
export async function changePartner(context: AuthContext, input: ChangePartner): Promise<PartnerRow> {
  context.assertMay('partner:manage');
  return context.transaction(async (work) => {
    const before = isId(input.partnerId) ? await lockPartner(work, input.partnerId) : null;
    if (!before) throw notFound('partner');
    const after = changed(before, input);
    if (same(before, after)) return before;
    if (!same(rightsOf(before), rightsOf(after))) {
      assertHolds(work, before);
      assertHolds(work, after);
    }
    const partner = { ...after, version: before.version + 1 };
    await savePartner(work, partner);
    tellPartner(work, partner);
    return partner;
  });
}

function changed(before: PartnerRow, input: ChangePartner): PartnerRow {
  const { displayName, permissions, scope, quotaPerMinute, quotaPerDay, status } = input;
  const places = scope ? readScope(scope) : undefined;
  return {
    ...before,
    ...(typeof displayName === 'string' && { displayName: readLine('displayName', displayName, 100) }),
    ...(permissions && { permissions: readPartnerPermissions(permissions) }),
    ...(places && {
      legalEntityIds: places.legalEntities === 'all' ? null : [...places.legalEntities],
      regionIds: places.regions === 'all' ? null : [...places.regions],
    }),
    ...(typeof quotaPerMinute === 'number' && {
      quotaPerMinute: readQuota('quotaPerMinute', quotaPerMinute),
    }),
    ...(typeof quotaPerDay === 'number' && { quotaPerDay: readQuota('quotaPerDay', quotaPerDay) }),
    ...(status && { status }),
  };
}

const rightsOf = ({ permissions, legalEntityIds, regionIds }: PartnerRow) => ({
  ...{ permissions, legalEntityIds, regionIds },
});

const same = (one: object, other: object) => JSON.stringify(one) === JSON.stringify(other);
