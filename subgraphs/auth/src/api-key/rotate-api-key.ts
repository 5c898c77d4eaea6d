import { badInput } from '@lastmile/kernel/refusal';
import { apiKeyRotated } from '@lastmile/messaging/events/auth/partner';
import type { AuthContext } from '../auth.ts';
import { assertHolds } from '../partner/read-partner.ts';
import { type ApiKeyRow, endApiKey } from './api-key.store.ts';
import { ApiKeyNotActive } from './api-key.type.ts';
import { addKey, type IssuedKey } from './issue-api-key.ts';
import { lockApiKey } from './lock-api-key.ts';

const hourMs = 3_600_000;
const overlapMaxHours = 720;

export interface RotatedKey extends IssuedKey {
  readonly replaced: ApiKeyRow;
}

/**
 * Issues a key with the same scopes; the old one signs in for a while longer, so that there is no gap. Throws
 * NOT_FOUND, ApiKeyNotActive, TooManyApiKeys, MoreThanYouHold, BAD_INPUT, FORBIDDEN.
 */
export async function rotateApiKey(
  context: AuthContext,
  input: {
    readonly apiKeyId: string;
    readonly overlapHours?: number | null;
    readonly expiresAt?: Date | null;
  },
): Promise<RotatedKey> {
  context.assertMay('partner:manage');
  const hours = input.overlapHours ?? 24;
  if (hours < 0 || hours > overlapMaxHours) throw badInput('overlapHours', `0 to ${overlapMaxHours}`);
  return context.transaction(async (work) => {
    const { key: before, partner } = await lockApiKey(work, input.apiKeyId);
    assertHolds(work, partner);
    const now = work.services.clock.now();
    if (before.revokedAt || before.expiresAt <= now) throw new ApiKeyNotActive();
    const { label, scopes } = before;
    const latest = new Date(now.getTime() + hours * hourMs);
    const expiresAt = latest < before.expiresAt ? latest : before.expiresAt;
    await endApiKey(work, before.id, { expiresAt });
    const issued = await addKey(work, partner, { label, scopes, expiresAt: input.expiresAt ?? null });
    work.emit(apiKeyRotated, {
      ...{ key: partner.id, subject: before.id, time: work.clock.now() },
      data: {
        ...{ apiKeyId: before.id, partnerId: partner.id, successorId: issued.apiKey.id },
        expiresAt: expiresAt.toISOString(),
      },
    });
    return { ...issued, replaced: { ...before, expiresAt } };
  });
}
