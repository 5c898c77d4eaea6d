import { dirname, join } from 'node:path';
import { type Environment, readSettings } from '@lastmile/kernel/settings';
import { z } from 'zod';
import { type PersistedMode, persistedModes } from '../persisted/config.ts';

export interface PartnerSettings {
  /** Folder of partners' manifests and contracts. */
  readonly folder: string;
  /** False where the folder is only where it would lie by itself: then there may be none. */
  readonly isGiven: boolean;
  /** What a partner may run of what its manifest does not have. */
  readonly mode: PersistedMode;
}

/** `supergraphPath`: the folder `partners` beside it, unless one is given. Throws BadSettings. */
export function readPartnerSettings(env: Environment, supergraphPath: string): PartnerSettings {
  const given = readSettings(
    z.object({
      GATEWAY_PARTNERS: z.string().optional(),
      GATEWAY_PARTNERS_MODE: z.enum(persistedModes, { error: persistedModes.join(', ') }).default('safelist'),
    }),
    env,
  );
  return {
    folder: given.GATEWAY_PARTNERS ?? join(dirname(supergraphPath), 'partners'),
    isGiven: given.GATEWAY_PARTNERS !== undefined,
    mode: given.GATEWAY_PARTNERS_MODE,
  };
}
