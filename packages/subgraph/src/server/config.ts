import { type Environment, portSetting, readSettings, secretSetting } from '@lastmile/kernel/settings';
import { z } from 'zod';

/** Settings of a domain's own process; those of the domain itself are read by its `settings(env)`. */
export interface ProcessSettings {
  readonly databaseUrl: string;
  readonly poolSizeMax: number;
  readonly host: string;
  readonly port: number;
  /** Keys of the gateway towards this domain: the current one and, while rotating, the one before. */
  readonly assertionKeys: readonly string[];
  /** Keys with which other domains sign when they read this domain's log. */
  readonly feedKeys: readonly string[];
  readonly kafkaBrokers: readonly string[];
  /** Where the logs of other domains are read, and with which key: `customer=http://customer:4002`. */
  readonly feeds: ReadonlyMap<string, { readonly url: string; readonly key: string }>;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly tracesEndpoint: string | undefined;
  /** The gateway, for domains that ask the supergraph. */
  readonly gateway: { readonly url: string; readonly key: string } | undefined;
}

/** Reads the settings of the process of `domain`: names carry the domain's prefix, `BILLING_PORT`. Throws BadSettings. */
export function readProcessSettings(domain: string, env: Environment): ProcessSettings {
  const production = env.NODE_ENV === 'production';
  const secrets = z
    .string({ error: 'at least one key is needed: make one with `openssl rand -base64 48`' })
    .transform((text) => text.split(',').map((key) => key.trim()))
    .pipe(z.array(secretSetting(production)).min(1).max(2));
  const prefix = domain.toUpperCase();
  const schema = z.object({
    [`${prefix}_DATABASE_URL`]: z.url({ protocol: /^postgres(ql)?$/ }),
    [`${prefix}_DATABASE_POOL`]: z.coerce.number().int().min(2).max(200).default(10),
    [`${prefix}_HOST`]: z.string().default('0.0.0.0'),
    [`${prefix}_PORT`]: portSetting,
    [`${prefix}_ASSERTION_KEYS`]: secrets,
    FEED_KEYS: secrets,
    KAFKA_BROKERS: z.string({ error: 'name at least one broker: host:port,host:port' }),
    FEED_URLS: z.string().default(''),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
    GATEWAY_URL: z.url().optional(),
    [`${prefix}_SUPERGRAPH_KEY`]: secretSetting(production).optional(),
  });
  const read = readSettings(schema, env) as Record<string, never>;
  const feedKeys = read.FEED_KEYS as unknown as string[];
  const gatewayUrl = read.GATEWAY_URL as string | undefined;
  const supergraphKey = read[`${prefix}_SUPERGRAPH_KEY`] as string | undefined;
  return {
    databaseUrl: read[`${prefix}_DATABASE_URL`] as unknown as string,
    poolSizeMax: read[`${prefix}_DATABASE_POOL`] as unknown as number,
    host: read[`${prefix}_HOST`] as unknown as string,
    port: read[`${prefix}_PORT`] as unknown as number,
    assertionKeys: read[`${prefix}_ASSERTION_KEYS`] as unknown as string[],
    feedKeys,
    kafkaBrokers: list(read.KAFKA_BROKERS as unknown as string),
    feeds: feedsOf(read.FEED_URLS as unknown as string, feedKeys[0] ?? ''),
    logLevel: read.LOG_LEVEL as unknown as ProcessSettings['logLevel'],
    tracesEndpoint: read.OTEL_EXPORTER_OTLP_ENDPOINT as string | undefined,
    gateway: gatewayUrl && supergraphKey ? { url: gatewayUrl, key: supergraphKey } : undefined,
  };
}

const list = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

function feedsOf(text: string, key: string): ProcessSettings['feeds'] {
  return new Map(
    list(text).map((entry) => {
      const at = entry.indexOf('=');
      return [entry.slice(0, at), { url: entry.slice(at + 1), key }];
    }),
  );
}
