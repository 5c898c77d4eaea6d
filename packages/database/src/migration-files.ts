import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's prisma/ folder, seen from src/ and dist/ alike. */
export const PRISMA_DIR = fileURLToPath(new URL('../../../prisma', import.meta.url));

/** The folder whose migrations every domain's database gets besides its own, in a PostgreSQL schema of that name. */
export const MESSAGING = 'messaging';

/** Prisma's file that names the provider of the migrations beside it. */
export const LOCK_FILE = { name: 'migration_lock.toml', content: 'provider = "postgresql"\n' };

export interface Migration {
  /** `20261123184500_add_due_date`: its order and its name in `_prisma_migrations`. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file in hex, as Prisma keeps it. */
  readonly checksum: string;
}

/** The domains that have a schema.prisma, by name. */
export function listDomains(prismaDir: string = PRISMA_DIR): string[] {
  if (!existsSync(prismaDir)) return [];
  return readdirSync(prismaDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(prismaDir, entry.name, 'schema.prisma')))
    .map((entry) => entry.name)
    .sort();
}

/** The migrations of a domain (or of messaging) in their order. Throws if a folder has no migration.sql. */
export function readMigrations(prismaDir: string, domain: string): Migration[] {
  const folder = join(prismaDir, domain, 'migrations');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => readMigration(folder, name));
}

function readMigration(folder: string, name: string): Migration {
  const file = join(folder, name, 'migration.sql');
  if (!existsSync(file))
    throw new Error(`${join(folder, name)} has no migration.sql: write it or remove the folder.`);
  const sql = readFileSync(file, 'utf8');
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
}

/** Changes when any migration does: names test templates. */
export function fingerprint(migrations: readonly Migration[]): string {
  const hash = createHash('sha256');
  for (const { name, checksum } of migrations) hash.update(`${name} ${checksum}\n`);
  return hash.digest('hex').slice(0, 12);
}
