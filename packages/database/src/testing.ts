import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { testServerUrl } from './config.ts';
import { type Embedded, removeEmbedded, startEmbedded } from './embedded.ts';
import { applyMigrations } from './migrate.ts';
import { fingerprint, MESSAGING, PRISMA_DIR, readMigrations } from './migration-files.ts';
import { urlOf } from './place.ts';

export interface TestDatabase {
  readonly url: string;
  /** Cuts its connections and removes it. Databases that nobody drops go with the run's server. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Where the domain's migrations are; the repository's prisma/ unless given. */
  readonly prismaDir?: string;
}

/*
 * Copying the template's files took 15 to 30 ms (median of 25, 2 cores), writing them through the log 30 to 54 ms: the
 * checkpoints that copying needs cost little on a server that does not fsync.
 */

/** Serialises the making of templates among jest's workers. */
const TEMPLATE_LOCK = 837648;

/**
 * A fresh database with all migrations of a domain (`messaging`: those alone), copied from a template that is made on
 * first use in a run. Takes some 30 ms. Throws if the domain has no migrations.
 */
export async function createTestDatabase(
  domain: string,
  options: TestDatabaseOptions = {},
): Promise<TestDatabase> {
  const server = testServerUrl();
  const template = await templateFor(server, domain, options.prismaDir ?? PRISMA_DIR);
  const database = `test_${domain}_${randomBytes(6).toString('hex')}`;
  await onServer(server, (client) =>
    client.query(`create database ${database} template ${template} strategy file_copy`),
  );
  return { url: urlOf(server, database), drop: () => dropDatabase(server, database) };
}

/** An empty database without any migrations. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const server = testServerUrl();
  const database = `test_empty_${randomBytes(6).toString('hex')}`;
  await onServer(server, (client) => client.query(`create database ${database}`));
  return { url: urlOf(server, database), drop: () => dropDatabase(server, database) };
}

/** A server of the test's own, to be killed at will. `remove` stops it and takes its data away. */
export async function freshServer(
  options: { durable?: boolean; log?: (message: string) => void } = {},
): Promise<Embedded & { readonly dataDir: string; remove(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lastmile-server-'));
  const server = await startEmbedded({
    dataDir,
    durable: options.durable ?? false,
    log: options.log ?? (() => {}),
  });
  const remove = async () => {
    await server.stop();
    await removeEmbedded(dataDir);
  };
  return Object.defineProperties({ dataDir, remove }, Object.getOwnPropertyDescriptors(server)) as Awaited<
    ReturnType<typeof freshServer>
  >;
}

const templates = new Map<string, Promise<string>>();

function templateFor(server: string, domain: string, prismaDir: string): Promise<string> {
  const own = readMigrations(prismaDir, domain);
  if (own.length === 0) {
    throw new Error(
      `prisma/${domain} has no migrations: write prisma/${domain}/schema.prisma, then "npm run migration -- ${domain} initial".`,
    );
  }
  const messaging = domain === MESSAGING ? [] : readMigrations(prismaDir, MESSAGING);
  const name = `template_${domain}_${fingerprint([...messaging, ...own])}`;
  const known = templates.get(name);
  if (known) return known;
  const made = onServer(server, (client) => makeTemplate(client, server, name, domain, prismaDir));
  templates.set(name, made);
  return made;
}

async function makeTemplate(
  client: pg.Client,
  server: string,
  name: string,
  domain: string,
  prismaDir: string,
): Promise<string> {
  const exists = async () =>
    (await client.query('select from pg_database where datname = $1', [name])).rowCount === 1;
  if (await exists()) return name;
  await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  if (await exists()) return name;
  // Under its name only once it is whole: a worker that dies half way leaves nothing that others would copy.
  const draft = `draft_${randomBytes(6).toString('hex')}`;
  try {
    await applyMigrations(domain, urlOf(server, draft), { prismaDir });
  } catch (error) {
    await client.query(`drop database if exists ${draft} with (force)`);
    throw error;
  }
  await client.query(`alter database ${draft} rename to ${name}`);
  await client.query(`alter database ${name} with allow_connections false`);
  return name;
}

function dropDatabase(server: string, database: string): Promise<void> {
  return onServer(server, async (client) => {
    await client.query(`drop database if exists ${database} with (force)`);
  });
}

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
