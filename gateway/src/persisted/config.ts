import { type Environment, readSettings } from '@lastmile/kernel/settings';
import { z } from 'zod';

/**
 * What is run of what is not registered: `off`, everything; `log`, everything, told in the log; `safelist`, nothing;
 * `ids`, nothing, and what is registered by its id alone.
 */
export const persistedModes = ['off', 'log', 'safelist', 'ids'] as const;
export type PersistedMode = (typeof persistedModes)[number];

export interface PersistedSettings {
  /** Folder of manifests; undefined for none. */
  readonly manifests: string | undefined;
  readonly mode: PersistedMode;
  /** Automatic persisted queries that are kept; 0 for none. */
  readonly automaticMax: number;
  /** How much memory those take together, in bytes; 0 for any. */
  readonly automaticBytesMax: number;
}

/** Throws BadSettings. */
export function readPersistedSettings(env: Environment): PersistedSettings {
  const given = readSettings(
    z.object({
      GATEWAY_MANIFESTS: z.string().optional(),
      GATEWAY_PERSISTED_MODE: z.enum(persistedModes, { error: persistedModes.join(', ') }).default('off'),
      GATEWAY_AUTOMATIC_MAX: z.coerce.number().int().min(0).default(10_000),
      GATEWAY_AUTOMATIC_BYTES_MAX: z.coerce.number().int().min(0).default(64_000_000),
    }),
    env,
  );
  return {
    manifests: given.GATEWAY_MANIFESTS,
    mode: given.GATEWAY_PERSISTED_MODE,
    automaticMax: given.GATEWAY_AUTOMATIC_MAX,
    automaticBytesMax: given.GATEWAY_AUTOMATIC_BYTES_MAX,
  };
}
