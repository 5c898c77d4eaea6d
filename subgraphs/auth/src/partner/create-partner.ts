import { newId } from '@lastmile/kernel/id';
import { partnerChanged } from '@lastmile/messaging/events/auth/partner';
import type { AuthContext, AuthWork } from '../auth.ts';
import { readScope } from '../role/staff-scope.ts';
import { addPartner, type PartnerRow } from './partner.store.ts';
import { PartnerNameTaken } from './partner.type.ts';
import {
  assertHolds,
  defaultQuotas,
  readLine,
  readPartnerName,
  readPartnerPermissions,
  readQuota,
} from './read-partner.ts';

export interface CreatePartner {
  readonly name: string;
  readonly displayName?: string | null;
  readonly permissions: readonly string[];
  readonly scope?: { legalEntityIds?: readonly string[] | null; regionIds?: readonly string[] | null } | null;
  readonly quotaPerMinute?: number | null;
  readonly quotaPerDay?: number | null;
}

/** Makes a partner; it signs in once it has a key. Throws PartnerNameTaken, MoreThanYouHold, BAD_INPUT, FORBIDDEN. */
export async function createPartner(context: AuthContext, input: CreatePartner): Promise<PartnerRow> {
  context.assertMay('partner:manage');
  const partner = readPartner(input, newId(), context.services.clock.now());
  return context.transaction(async (work) => {
    assertHolds(work, partner);
    if (!(await addPartner(work, partner))) throw new PartnerNameTaken(partner.name);
    tellPartner(work, partner);
    return partner;
  });
}

/** Throws BAD_INPUT. */
export function readPartner(input: CreatePartner, id: string, createdAt: Date): PartnerRow {
  const name = readPartnerName(input.name);
  const { legalEntities, regions } = readScope(input.scope);
  return {
    ...{ id, name, status: 'ACTIVE', version: 1, createdAt },
    displayName: readLine('displayName', input.displayName ?? name, 100),
    permissions: readPartnerPermissions(input.permissions),
    legalEntityIds: legalEntities === 'all' ? null : [...legalEntities],
    regionIds: regions === 'all' ? null : [...regions],
    quotaPerMinute: readQuota('quotaPerMinute', input.quotaPerMinute ?? defaultQuotas.quotaPerMinute),
    quotaPerDay: readQuota('quotaPerDay', input.quotaPerDay ?? defaultQuotas.quotaPerDay),
  };
}

export function tellPartner(work: AuthWork, { id, name, status, version }: PartnerRow): void {
  work.emit(partnerChanged, {
    ...{ key: id, subject: id, time: work.clock.now() },
    data: { partnerId: id, name, status, version },
  });
}
