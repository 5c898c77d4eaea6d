import { BadSettings, type Environment, readSettings, secretSetting } from '@lastmile/kernel/settings';
import { z } from 'zod';

/** Good enough to try the house out on one's own machine, refused in production (NODE_ENV=production). */
const developmentSecret = 'development-only-secret-of-the-auth-domain';

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const schema = (production: boolean) => {
  const secret = secretSetting(production);
  return z.object({
    AUTH_TOKEN_ISSUER: z.url().default('http://localhost:4000/auth'),
    AUTH_TOKEN_AUDIENCE: z.string().min(1).default('lastmile'),
    AUTH_KEY_SECRET: production ? secret : secret.default(developmentSecret),
    AUTH_KEY_SECRET_PREVIOUS: secret.optional(),
    AUTH_ACCESS_TOKEN_SECONDS: whole(30, 3_600).default(600),
    AUTH_SESSION_DAYS: whole(1, 365).default(30),
    AUTH_SESSION_IDLE_DAYS: whole(1, 365).default(14),
    AUTH_REFRESH_GRACE_SECONDS: whole(0, 60).default(10),
    AUTH_KEY_ROTATION_DAYS: whole(1, 365).default(30),
    AUTH_HASH_CONCURRENCY: whole(1, 64).default(2),
    AUTH_HASH_QUEUE: whole(1, 10_000).default(200),
    AUTH_HASH_MEMORY_KIB: whole(19_456, 1_048_576).default(19_456),
    AUTH_HASH_PASSES: whole(2, 10).default(2),
    AUTH_ADMIN_EMAIL: z.email().optional(),
    AUTH_ADMIN_PASSWORD: z.string().optional(),
  });
};

export interface AuthSettings {
  /** `iss` and `aud` of access tokens; the gateway checks the same values. */
  readonly issuer: string;
  readonly audience: string;
  /** Seals signing keys and keys the hashes of sign-in places; the previous one still opens while it is exchanged. */
  readonly keySecret: string;
  readonly previousKeySecret: string | undefined;
  readonly accessTokenMs: number;
  /** A session ends after this, however busy it is. */
  readonly sessionMs: number;
  /** A session ends when it has not been refreshed for this long. */
  readonly sessionIdleMs: number;
  /** How long a used refresh token still gets the same successor. */
  readonly refreshGraceMs: number;
  readonly keyRotationMs: number;
  readonly hashing: {
    readonly concurrency: number;
    readonly queueMax: number;
    readonly memoryKib: number;
    readonly passes: number;
  };
  readonly firstAdmin: { readonly email: string; readonly password: string } | undefined;
}

const dayMs = 86_400_000;

/** Throws BadSettings, naming every fault at once. */
export function readAuthSettings(env: Environment): AuthSettings {
  const given = readSettings(schema(env.NODE_ENV === 'production'), env);
  const { AUTH_ADMIN_EMAIL: email, AUTH_ADMIN_PASSWORD: password } = given;
  if (Boolean(email) !== Boolean(password)) {
    throw new BadSettings(['AUTH_ADMIN_EMAIL and AUTH_ADMIN_PASSWORD: give both, or neither']);
  }
  return {
    issuer: given.AUTH_TOKEN_ISSUER,
    audience: given.AUTH_TOKEN_AUDIENCE,
    keySecret: given.AUTH_KEY_SECRET,
    previousKeySecret: given.AUTH_KEY_SECRET_PREVIOUS,
    accessTokenMs: given.AUTH_ACCESS_TOKEN_SECONDS * 1_000,
    sessionMs: given.AUTH_SESSION_DAYS * dayMs,
    sessionIdleMs: given.AUTH_SESSION_IDLE_DAYS * dayMs,
    refreshGraceMs: given.AUTH_REFRESH_GRACE_SECONDS * 1_000,
    keyRotationMs: given.AUTH_KEY_ROTATION_DAYS * dayMs,
    hashing: {
      concurrency: given.AUTH_HASH_CONCURRENCY,
      queueMax: given.AUTH_HASH_QUEUE,
      memoryKib: given.AUTH_HASH_MEMORY_KIB,
      passes: given.AUTH_HASH_PASSES,
    },
    firstAdmin: email && password ? { email, password } : undefined,
  };
}
