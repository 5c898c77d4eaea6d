import type { Query } from '@lastmile/database/database';
import { findVersion, type TariffVersionRow } from '../tariff/tariff.store.ts';

/** The versions that an import names: a handful, however many rows name them. */
export async function versionsById(
  query: Query,
  ids: readonly string[],
): Promise<Map<string, TariffVersionRow>> {
  const versions = new Map<string, TariffVersionRow>();
  for (const id of new Set(ids)) {
    const version = await findVersion(query, id);
    if (version) versions.set(id, version);
  }
  return versions;
}
