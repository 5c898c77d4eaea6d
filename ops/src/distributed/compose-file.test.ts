import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { readGatewaySettings, readRemoteSettings } from '@lastmile/gateway/config';
import type { Environment } from '@lastmile/kernel/settings';
import { domains as everyDomain } from '@lastmile/standalone/domains';
import { readProcessSettings } from '@lastmile/subgraph/server/config';
import { Ajv } from 'ajv';
import composeverter from 'composeverter';
import { parse } from 'yaml';
import { infrastructure } from './infrastructure.ts';
import { interpolateAll } from './interpolate.ts';
import { type ComposeFile, readCompose } from './read-compose.ts';
import { startOrder } from './start-order.ts';
import { writeSecrets } from './write-secrets.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const text = readFileSync(`${root}docker-compose.yml`, 'utf8');
const domains = everyDomain.map(({ name }) => name);

async function withSecrets<T>(work: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'lastmile-secrets-'));
  try {
    await writeSecrets(join(folder, '.env'));
    return await work(join(folder, '.env'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const readFileWithSecrets = () =>
  withSecrets(async (path) => readCompose(text, parseEnv(await readFile(path, 'utf8'))));

/** Remembers which settings were read. */
function recorded(environment: Readonly<Record<string, string>>): { env: Environment; read: Set<string> } {
  const read = new Set<string>();
  const env = new Proxy(environment, {
    get: (target, name) => {
      read.add(String(name));
      return Reflect.get(target, name);
    },
  });
  return { env, read };
}

/** Calls what a domain's config.ts exports; each reads its settings, and throws when one is missing or wrong. */
async function readOwnSettings(domain: string, env: Environment): Promise<void> {
  const config: Record<string, unknown> = await import(`@lastmile/${domain}/config`);
  const readers = Object.values(config).filter((value) => typeof value === 'function');
  expect(readers.length).toBeGreaterThan(0);
  for (const read of readers) read(env);
}

/** The package writes patterns as `/…/`, slashes included, which nothing could match. */
function withoutSlashes(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === 'pattern' && /^\/.*\/$/.test(value) ? value.slice(1, -1) : value,
  );
}

const environmentOf = (file: ComposeFile, name: string) => file.ours.get(name)?.environment ?? {};
/** Read by Node itself. */
const ofNode = ['NODE_OPTIONS'];

describe('docker-compose.yml', () => {
  it('is, once its variables are filled in, what the Compose specification calls a compose file', async () => {
    const variables = await withSecrets(async (path) => parseEnv(await readFile(path, 'utf8')));
    const ajv = new Ajv({ strict: false, allErrors: true });
    const { $schema: _, ...schema } = composeverter.getDockerComposeSchemaWithoutFormats();
    const check = ajv.compile(withoutSlashes(schema));
    check(interpolateAll(parse(text, { merge: true }), variables));
    expect(check.errors).toBeNull();
    check({ services: { auth: { imagee: 'x' } } });
    expect(check.errors).not.toBeNull();
  });

  it('is read by the run without containers', async () => {
    const file = await readFileWithSecrets();
    expect([...file.ours.keys()].sort()).toEqual(['migrate', 'topics', ...domains, 'gateway'].sort());
    expect(file.ours.get('gateway')?.replicas).toBe(2);
    const order = startOrder([...file.ours.values(), ...file.foreign.values()]).map(({ name }) => name);
    const started = ['postgres', 'migrate', 'billing', 'gateway', 'proxy'];
    expect(order.filter((name) => started.includes(name))).toEqual(started);
    for (const name of Object.keys(infrastructure)) expect([...file.foreign.keys()]).toContain(name);
  });

  it('runs what Prometheus scrapes: every domain, and the gateway', () => {
    const prometheus = parse(readFileSync(`${root}ops/prometheus/prometheus.yml`, 'utf8')) as {
      scrape_configs: { dns_sd_configs?: { names: string[] }[] }[];
    };
    const scraped = prometheus.scrape_configs.flatMap((job) =>
      (job.dns_sd_configs ?? []).flatMap(({ names }) => names),
    );
    expect(scraped.sort()).toEqual([...domains, 'gateway'].sort());
  });

  it('asks for its secrets by the command that makes them', () => {
    expect(() => readCompose(text, {})).toThrow(/is not set: run npm run distributed:secrets/);
  });

  it('has a health check and a restart for every process of ours that stays', async () => {
    const { ours } = await readFileWithSecrets();
    const staying = [...ours.values()].filter(({ name }) => !['migrate', 'topics'].includes(name));
    for (const { healthCheck, restart } of staying) {
      expect(healthCheck).toBeDefined();
      expect(restart).toBe('unless-stopped');
    }
  });

  it.each(domains)('gives %s every setting it needs, and none that nothing reads', async (domain) => {
    const given = environmentOf(await readFileWithSecrets(), domain);
    const { env, read } = recorded(given);
    readProcessSettings(domain, env);
    await readOwnSettings(domain, env);
    expect(Object.keys(given).filter((name) => !read.has(name) && !ofNode.includes(name))).toEqual([]);
    expect(given.NODE_ENV).toBe('production');
  });

  it('gives the gateway every setting it needs, a key for each subgraph, and none that nothing reads', async () => {
    const file = await readFileWithSecrets();
    const given = environmentOf(file, 'gateway');
    const { env, read } = recorded(given);
    readGatewaySettings(env);
    const { subgraphs, domainKeys } = readRemoteSettings(env);
    expect(Object.keys(given).filter((name) => !read.has(name) && !ofNode.includes(name))).toEqual([]);
    for (const domain of domains) {
      const { assertionKeys } = readProcessSettings(domain, environmentOf(file, domain));
      expect(assertionKeys).toContain(subgraphs.get(domain)?.key);
    }
    const notification = readProcessSettings('notification', environmentOf(file, 'notification'));
    expect(notification.gateway?.key).toBe(domainKeys.get('notification'));
  });

  it('gives each domain a database that migrate brings up to date', async () => {
    const file = await readFileWithSecrets();
    for (const domain of domains) {
      const name = `${domain.toUpperCase()}_DATABASE_URL`;
      expect(environmentOf(file, 'migrate')[name]).toBe(environmentOf(file, domain)[name]);
    }
  });
});

describe('npm run distributed:secrets', () => {
  it('writes secrets that differ, for its owner’s eyes alone, and leaves what is there', () =>
    withSecrets(async (path) => {
      const first = parseEnv(await readFile(path, 'utf8'));
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect(await writeSecrets(path)).toEqual([]);
      await writeFile(path, `AUTH_ASSERTION_KEYS=new,old\nGRAFANA_PASSWORD=mine`);
      await writeSecrets(path);
      const second = parseEnv(await readFile(path, 'utf8'));
      expect(second).toMatchObject({ GRAFANA_PASSWORD: 'mine', SUBGRAPH_KEY_AUTH: 'new' });
      expect(second.POSTGRES_PASSWORD).not.toBe(first.POSTGRES_PASSWORD);
      expect(second.SUBGRAPH_KEY_BILLING).toBe(second.BILLING_ASSERTION_KEYS);
    }));
});
