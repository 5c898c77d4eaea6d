import { newApiKey, readApiKey } from '@lastmile/kernel/api-key';
import { isId, newId } from '@lastmile/kernel/id';
import type { Permission } from '@lastmile/kernel/permission';
import { badInput, notFound } from '@lastmile/kernel/refusal';
import { apiKeyIssued } from '@lastmile/messaging/events/auth/partner';
import type { AuthContext, AuthWork } from '../auth.ts';
import { lockPartner, type PartnerRow } from '../partner/partner.store.ts';
import { assertHolds, readLine } from '../partner/read-partner.ts';
import { type ApiKeyRow, addApiKey, validKeys } from './api-key.store.ts';
import { TooManyApiKeys } from './api-key.type.ts';

const dayMs = 86_400_000;
/** Two, so that one can be exchanged for the other without a gap. */
const validMax = 2;

export interface IssuedKey {
  readonly apiKey: ApiKeyRow;
  /** The key itself; it lies nowhere here. */
  readonly key: string;
}

export interface IssueApiKey {
  readonly partnerId: string;
  readonly label?: string | null;
  readonly scopes?: readonly string[] | null;
  readonly expiresAt?: Date | null;
}

/** Issues a key of a partner. Throws NOT_FOUND, TooManyApiKeys, MoreThanYouHold, BAD_INPUT, FORBIDDEN. */
export async function issueApiKey(context: AuthContext, input: IssueApiKey): Promise<IssuedKey> {
  context.assertMay('partner:manage');
  return context.transaction(async (work) => {
    const partner = isId(input.partnerId) ? await lockPartner(work, input.partnerId) : null;
    if (!partner) throw notFound('partner');
    assertHolds(work, partner);
    const label = typeof input.label === 'string' ? readLine('label', input.label, 100) : null;
    return addKey(work, partner, { ...input, label, scopes: readScopes(partner, input.scopes) });
  });
}

/** Of a partner that is locked. `key` is made here unless it is given. */
export async function addKey(
  work: AuthWork,
  partner: PartnerRow,
  given: {
    readonly label: string | null;
    readonly scopes: Permission[] | null;
    readonly expiresAt?: Date | null;
    readonly key?: string;
  },
): Promise<IssuedKey> {
  const now = work.services.clock.now();
  if ((await validKeys(work, partner.id, now)).length >= validMax) throw new TooManyApiKeys();
  const key = given.key ?? newApiKey();
  const read = readApiKey(key);
  if (!read) throw badInput('key', 'this is no API key');
  const apiKey: ApiKeyRow = {
    ...{ id: newId(), partnerId: partner.id, prefix: read.prefix },
    ...{ label: given.label, scopes: given.scopes, createdAt: now },
    ...{ expiresAt: readExpiry(given.expiresAt, now), revokedAt: null, lastUsedAt: null },
  };
  await addApiKey(work, apiKey, read.hash);
  work.emit(apiKeyIssued, {
    ...{ key: partner.id, subject: apiKey.id, time: work.clock.now() },
    data: {
      ...{ apiKeyId: apiKey.id, partnerId: partner.id, prefix: read.prefix },
      expiresAt: apiKey.expiresAt.toISOString(),
    },
  });
  return { apiKey, key };
}

function readExpiry(given: Date | null | undefined, now: Date): Date {
  if (!given) return new Date(now.getTime() + 365 * dayMs);
  if (given <= now || given.getTime() > now.getTime() + 731 * dayMs) {
    throw badInput('expiresAt', 'a time within the next two years');
  }
  return given;
}

function readScopes(partner: PartnerRow, given: readonly string[] | null | undefined): Permission[] | null {
  if (!given) return null;
  const wrong = given.find((name) => !(partner.permissions as string[]).includes(name));
  if (wrong !== undefined || given.length === 0) {
    throw badInput('scopes', `of the partner’s permissions: ${partner.permissions.join(', ')}`);
  }
  return [...new Set(given as Permission[])].sort();
}
