import pg from 'pg';
import { applyPending } from './apply-pending.ts';
import { sqlState } from './database-errors.ts';
import { ensureDatabase } from './ensure-database.ts';
import { listDomains, MESSAGING, PRISMA_DIR, readMigrations } from './migration-files.ts';

export { MigrationFailure, type MigrationFailureCode } from './migration-failure.ts';

export interface MigrateOptions {
  /** Where the domains' folders are; the repository's prisma/ unless given. */
  readonly prismaDir?: string;
  readonly log?: (message: string) => void;
}

/** Any number does, as long as all replicas take the same: "lastmile" in a phone's letters. */
const MIGRATION_LOCK = 52786453;

/**
 * Brings one domain's database up to date: creates it if it is missing, then applies the messaging migrations in the
 * PostgreSQL schema `messaging` and the domain's own in `public`, each with a `_prisma_migrations` of its own. Under an
 * advisory lock: of several replicas one works and the others wait. Each migration is one transaction.
 * Returns what was applied, e.g. `['messaging/20261123_init', 'billing/20261123_init']`.
 * Throws MigrationFailure or DatabaseUnavailable.
 */
export async function applyMigrations(
  domain: string,
  url: string,
  options: MigrateOptions = {},
): Promise<string[]> {
  const prismaDir = options.prismaDir ?? PRISMA_DIR;
  const log = options.log ?? (() => {});
  await ensureDatabase(domain, url, log);
  const lock = new pg.Client({ connectionString: url, application_name: 'lastmile migrations' });
  lock.on('error', () => {});
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const applied: string[] = [];
    for (const part of domain === MESSAGING ? [MESSAGING] : [MESSAGING, domain]) {
      const migrations = readMigrations(prismaDir, part);
      if (migrations.length === 0) continue;
      const namespace = part === MESSAGING ? MESSAGING : 'public';
      if (part === MESSAGING) await createMessagingSchema(lock);
      const names = await applyPending({
        part,
        url,
        namespace,
        migrations,
        prismaDir,
        connection: lock,
        log,
      });
      applied.push(...names.map((name) => `${part}/${name}`));
    }
    return applied;
  } finally {
    await lock.end().catch(() => {});
  }
}

/** All domains that have a folder, one after the other. Returns what was applied to each. */
export async function migrateAll(
  options: MigrateOptions & { urlFor(domain: string): string },
): Promise<Record<string, string[]>> {
  const applied: Record<string, string[]> = {};
  for (const domain of listDomains(options.prismaDir)) {
    if (domain === MESSAGING) continue;
    applied[domain] = await applyMigrations(domain, options.urlFor(domain), options);
  }
  return applied;
}

async function createMessagingSchema(connection: pg.Client): Promise<void> {
  try {
    await connection.query(`create schema if not exists ${MESSAGING}`);
  } catch (error) {
    // A role without the right to create schemas can still use one that was made for it.
    const { rowCount } = await connection.query('select from pg_namespace where nspname = $1', [MESSAGING]);
    if (sqlState(error) !== '42501' || !rowCount) throw error;
  }
}
