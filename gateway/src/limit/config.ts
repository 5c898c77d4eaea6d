import { type Environment, readSettings } from '@lastmile/kernel/settings';
import { z } from 'zod';
import type { DocumentLimits } from './document-limits.ts';
import type { RateSettings } from './rate-rule.ts';

export interface LimitSettings {
  readonly rates: RateSettings;
  /** Where replicas count together; without it each counts for itself. */
  readonly redisUrl: string | undefined;
  readonly document: DocumentLimits;
  /** Of an operation, as estimated; of a subscription, of each event. */
  readonly cost: number;
  /** Items of a list of which the schema does not say how long it may be. */
  readonly listSize: number;
  /** Root fields of which an operation may have one: those by which secrets could be guessed. */
  readonly sensitiveFields: ReadonlySet<string>;
}

const limit = z.coerce.number().int().min(0);
const sensitive = 'signIn,refreshSession,registerUser,changePassword';

/** Every limit has a default; 0 sets it aside. Rates are limited in production only, unless they are set. Throws BadSettings. */
export function readLimitSettings(env: Environment): LimitSettings {
  const production = env.NODE_ENV === 'production';
  const rate = (perMinute: number) => limit.default(production ? perMinute : 0);
  const given = readSettings(
    z.object({
      GATEWAY_LENGTH_MAX: limit.default(200_000),
      GATEWAY_TOKENS_MAX: limit.default(4_000),
      GATEWAY_DEPTH_MAX: limit.default(15),
      GATEWAY_FIELDS_MAX: limit.default(1_000),
      GATEWAY_ALIASES_MAX: limit.default(30),
      GATEWAY_DIRECTIVES_MAX: limit.default(50),
      GATEWAY_ROOT_FIELDS_MAX: limit.default(20),
      GATEWAY_COST_MAX: limit.default(10_000),
      GATEWAY_LIST_SIZE: limit.default(10),
      GATEWAY_RATE_ADDRESS: rate(1_200),
      GATEWAY_RATE_USER: rate(600),
      GATEWAY_RATE_SENSITIVE: rate(30),
      GATEWAY_REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'write redis://host:port' }).optional(),
      GATEWAY_SENSITIVE_FIELDS: z.string().default(sensitive),
    }),
    env,
  );
  return {
    document: {
      length: given.GATEWAY_LENGTH_MAX,
      tokens: given.GATEWAY_TOKENS_MAX,
      depth: given.GATEWAY_DEPTH_MAX,
      fields: given.GATEWAY_FIELDS_MAX,
      aliases: given.GATEWAY_ALIASES_MAX,
      directives: given.GATEWAY_DIRECTIVES_MAX,
      rootFields: given.GATEWAY_ROOT_FIELDS_MAX,
    },
    cost: given.GATEWAY_COST_MAX,
    listSize: given.GATEWAY_LIST_SIZE,
    rates: {
      address: given.GATEWAY_RATE_ADDRESS,
      user: given.GATEWAY_RATE_USER,
      sensitive: given.GATEWAY_RATE_SENSITIVE,
    },
    redisUrl: given.GATEWAY_REDIS_URL,
    sensitiveFields: new Set(
      given.GATEWAY_SENSITIVE_FIELDS.split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    ),
  };
}
