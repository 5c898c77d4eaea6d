import { type Environment, readSettings } from '@lastmile/kernel/settings';
import { z } from 'zod';
import { type PersistedMode, persistedModes } from '../persisted/config.ts';

export interface PartnerSettings {
  /** Folder of partners' manifests and contracts; undefined for `partners` beside the supergraph, if it is there. */
  readonly folder: string | undefined;
  /** What a partner may run of what its manifest does not have. */
  readonly mode: PersistedMode;
}

/** Throws BadSettings. */
export function readPartnerSettings(env: Environment): PartnerSettings {
  const given = readSettings(
    z.object({
      GATEWAY_PARTNERS: z.string().optional(),
      GATEWAY_PARTNERS_MODE: z.enum(persistedModes, { error: persistedModes.join(', ') }).default('safelist'),
    }),
    env,
  );
  return {
    folder: given.GATEWAY_PARTNERS,
    mode: given.GATEWAY_PARTNERS_MODE,
  };
}
