import { isId } from '@lastmile/kernel/id';
import { notFound } from '@lastmile/kernel/refusal';
import type { AuthWork } from '../auth.ts';
import { lockPartner, type PartnerRow } from '../partner/partner.store.ts';
import { type ApiKeyRow, findApiKey } from './api-key.store.ts';

/** The key as it is, with its partner locked: changes of keys of one partner come one after the other. Throws NOT_FOUND. */
export async function lockApiKey(
  work: AuthWork,
  id: string,
): Promise<{ readonly key: ApiKeyRow; readonly partner: PartnerRow }> {
  const found = isId(id) ? await findApiKey(work, id) : null;
  const partner = found && (await lockPartner(work, found.partnerId));
  const key = partner && (await findApiKey(work, id));
  if (!key) throw notFound('API key');
  return { key, partner };
}
