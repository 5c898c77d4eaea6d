import { apiKeyRevoked } from '@lastmile/messaging/events/auth/partner';
import type { AuthContext } from '../auth.ts';
import { type ApiKeyRow, endApiKey } from './api-key.store.ts';
import { lockApiKey } from './lock-api-key.ts';

/** Ends a key at once, on every replica within a second; one that is revoked stays as it is. Throws NOT_FOUND, FORBIDDEN. */
export async function revokeApiKey(
  context: AuthContext,
  input: { readonly apiKeyId: string },
): Promise<ApiKeyRow> {
  context.assertMay('partner:manage');
  return context.transaction(async (work) => {
    const { key, partner } = await lockApiKey(work, input.apiKeyId);
    if (key.revokedAt) return key;
    const revokedAt = work.services.clock.now();
    await endApiKey(work, key.id, { revokedAt });
    work.emit(apiKeyRevoked, {
      ...{ key: partner.id, subject: key.id, time: work.clock.now() },
      data: { apiKeyId: key.id, partnerId: partner.id, revokedAt: revokedAt.toISOString() },
    });
    return { ...key, revokedAt };
  });
}
