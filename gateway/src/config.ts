import {
  booleanSetting,
  type Environment,
  portSetting,
  readSettings,
  readTogether,
  secretSetting,
} from '@lastmile/kernel/settings';
import { z } from 'zod';
import { type LimitSettings, readLimitSettings } from './limit/config.ts';
import { type LiveSettings, readLiveSettings } from './live/live-settings.ts';
import { type PartnerSettings, readPartnerSettings } from './partner/config.ts';
import { type PersistedSettings, readPersistedSettings } from './persisted/config.ts';

export interface GatewaySettings {
  readonly host: string;
  readonly port: number;
  readonly supergraphPath: string;
  /** Labels of `@override(label:)` that are on for every request. */
  readonly overrideLabels: readonly string[];
  /** `iss` and `aud` that access tokens must have; the auth subgraph writes the same. */
  readonly tokenIssuer: string;
  readonly tokenAudience: string;
  /** GraphiQL at /graphql in a browser, and introspection. */
  readonly explorer: boolean;
  /** Origins of web pages elsewhere that may call; none by default. */
  readonly corsOrigins: readonly string[];
  /** How many proxies stand before the gateway: so many entries of `X-Forwarded-For` are believed, from the right. */
  readonly trustedProxies: number;
  readonly bodyBytesMax: number;
  /** Answers of at least so many bytes are compressed for clients that accept it; 0: none. */
  readonly compressFromBytes: number;
  /** Subgraphs are asked for compressed answers. */
  readonly subgraphsCompress: boolean;
  readonly limits: LimitSettings;
  readonly persisted: PersistedSettings;
  readonly partners: PartnerSettings;
  readonly production: boolean;
  /** Sockets and event streams. */
  readonly live: LiveSettings;
}

/** As composition takes them. */
const overrideLabel = /^(?:[a-zA-Z][\w\-:./]*|percent\(\d+(?:\.\d+)?\))$/;

/** Throws BadSettings, naming every fault at once. */
export function readGatewaySettings(env: Environment): GatewaySettings {
  const production = env.NODE_ENV === 'production';
  const { own, ...groups } = readTogether({
    own: () => readOwnSettings(env, production),
    limits: () => readLimitSettings(env),
    persisted: () => readPersistedSettings(env),
    partners: () => readPartnerSettings(env),
    live: () => readLiveSettings(env),
  });
  return { ...own, ...groups, production };
}

function readOwnSettings(env: Environment, production: boolean) {
  const given = readSettings(
    z.object({
      GATEWAY_HOST: z.string().default('127.0.0.1'),
      GATEWAY_PORT: portSetting.default(4000),
      GATEWAY_SUPERGRAPH: z.string().default('schema/supergraph.graphql'),
      GATEWAY_OVERRIDE_LABELS: z
        .string()
        .default('')
        .refine((text) => list(text).every((label) => overrideLabel.test(label)), {
          error: 'labels with commas between them: new-billing,percent(5)',
        }),
      GATEWAY_EXPLORER: booleanSetting.default(!production),
      GATEWAY_CORS_ORIGINS: z
        .string()
        .default('')
        .refine((text) => list(text).every(isOrigin), {
          error: 'origins with commas between them, each as a browser sends it: https://app.example.com',
        }),
      GATEWAY_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
      GATEWAY_BODY_BYTES_MAX: z.coerce.number().int().min(1_000).default(1_000_000),
      GATEWAY_COMPRESS_FROM_BYTES: z.coerce.number().int().min(0).default(2_000),
      GATEWAY_SUBGRAPHS_COMPRESS: booleanSetting.default(false),
      AUTH_TOKEN_ISSUER: z.url().default('http://localhost:4000/auth'),
      AUTH_TOKEN_AUDIENCE: z.string().min(1).default('lastmile'),
    }),
    env,
  );
  return {
    host: given.GATEWAY_HOST,
    port: given.GATEWAY_PORT,
    supergraphPath: given.GATEWAY_SUPERGRAPH,
    overrideLabels: list(given.GATEWAY_OVERRIDE_LABELS),
    tokenIssuer: given.AUTH_TOKEN_ISSUER,
    tokenAudience: given.AUTH_TOKEN_AUDIENCE,
    explorer: given.GATEWAY_EXPLORER,
    corsOrigins: list(given.GATEWAY_CORS_ORIGINS),
    trustedProxies: given.GATEWAY_TRUSTED_PROXIES,
    bodyBytesMax: given.GATEWAY_BODY_BYTES_MAX,
    compressFromBytes: given.GATEWAY_COMPRESS_FROM_BYTES,
    subgraphsCompress: given.GATEWAY_SUBGRAPHS_COMPRESS,
  };
}

/** As it stands in the header `Origin`: scheme, host and port. */
const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text;

export interface RemoteSettings {
  /** The subgraphs, `auth=http://auth:4001,billing=…`. */
  readonly subgraphs: ReadonlyMap<string, { readonly url: string; readonly key: string }>;
  /** How long a query may take, in milliseconds. */
  readonly queryMs: number;
  readonly kafkaBrokers: readonly string[];
  /** Keys of domains towards the gateway: `notification=…`. */
  readonly domainKeys: ReadonlyMap<string, string>;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly tracesEndpoint: string | undefined;
}

/** What the distributed gateway is told besides. A key per subgraph: `SUBGRAPH_KEY_BILLING`. */
export function readRemoteSettings(env: Environment): RemoteSettings {
  const secret = secretSetting(env.NODE_ENV === 'production');
  const given = readSettings(
    z.object({
      SUBGRAPH_URLS: z.string({ error: 'name each subgraph: auth=http://auth:4001,customer=…' }),
      KAFKA_BROKERS: z.string({ error: 'name at least one broker: host:port,host:port' }),
      GATEWAY_QUERY_MS: z.coerce.number().int().min(100).default(3_000),
      NOTIFICATION_SUPERGRAPH_KEY: secret.optional(),
      LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
      OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
    }),
    env,
  );
  const urls = pairs(given.SUBGRAPH_URLS);
  const names = urls.map(([name]) => `SUBGRAPH_KEY_${name.toUpperCase()}`);
  const keys = readSettings(z.object(Object.fromEntries(names.map((name) => [name, secret]))), env);
  return {
    subgraphs: new Map(
      urls.map(([name, url]) => [name, { url, key: keys[`SUBGRAPH_KEY_${name.toUpperCase()}`] as string }]),
    ),
    queryMs: given.GATEWAY_QUERY_MS,
    kafkaBrokers: list(given.KAFKA_BROKERS),
    domainKeys: new Map(
      given.NOTIFICATION_SUPERGRAPH_KEY ? [['notification', given.NOTIFICATION_SUPERGRAPH_KEY]] : [],
    ),
    logLevel: given.LOG_LEVEL,
    tracesEndpoint: given.OTEL_EXPORTER_OTLP_ENDPOINT,
  };
}

const list = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

const pairs = (text: string) =>
  list(text).map((entry): [string, string] => {
    const at = entry.indexOf('=');
    return [entry.slice(0, at), entry.slice(at + 1)];
  });
