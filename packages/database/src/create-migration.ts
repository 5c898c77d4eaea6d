import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOCK_FILE, MESSAGING, PRISMA_DIR, readMigrations } from './migration-files.ts';
import { NO_FILTERS, withSchemaEngine } from './schema-engine.ts';

export interface NewMigration {
  readonly folder: string;
  readonly sql: string;
  /** Statements that lose data or fail on a table that has rows. */
  readonly warnings: readonly string[];
}

export interface CreateMigrationOptions {
  readonly prismaDir?: string;
  readonly now: Date;
  /** Makes a migration although the schema is unchanged, to be written by hand. */
  readonly empty?: boolean;
}

const SNAPSHOT = 'schema.prisma';
const BY_HAND = '-- Written by hand: what a Prisma schema cannot say.\n';

/**
 * Writes `prisma/<domain>/migrations/<timestamp>_<name>/migration.sql`, the way from the schema as the last migration
 * left it (its snapshot lies beside it) to the schema now. Needs no database. Undefined if nothing has changed.
 */
export async function createMigration(
  domain: string,
  name: string,
  options: CreateMigrationOptions,
): Promise<NewMigration | undefined> {
  const prismaDir = options.prismaDir ?? PRISMA_DIR;
  const schemaFile = join(prismaDir, domain, SNAPSHOT);
  checkNames(prismaDir, domain, name);
  const schema = existsSync(schemaFile) ? readFileSync(schemaFile, 'utf8') : undefined;
  const script = schema === undefined ? '' : await diffSchemas(lastSnapshot(prismaDir, domain), schema);
  const byHand = options.empty || schema === undefined;
  if (script === '' && !byHand) return undefined;

  const migrations = join(prismaDir, domain, 'migrations');
  const folder = join(
    migrations,
    `${timestamp(options.now, readMigrations(prismaDir, domain).at(-1)?.name)}_${name.replaceAll('-', '_')}`,
  );
  const sql = script || BY_HAND;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), sql);
  if (schema !== undefined) writeFileSync(join(folder, SNAPSHOT), schema);
  writeFileSync(join(migrations, LOCK_FILE.name), LOCK_FILE.content);
  return { folder, sql, warnings: findDangers(script) };
}

/** The SQL that leads from one schema (undefined: an empty database) to another, '' if none is needed. */
export async function diffSchemas(from: string | undefined, to: string): Promise<string> {
  const target = (content: string) => ({
    tag: 'schemaDatamodel' as const,
    files: [{ path: SNAPSHOT, content }],
    configDir: '.',
  });
  const params = {
    from: from === undefined ? { tag: 'empty' as const } : target(from),
    to: target(to),
    script: true,
    shadowDatabaseUrl: null,
    exitCode: null,
    filters: NO_FILTERS,
  };
  const { stdout } = await withSchemaEngine(undefined, (engine) => engine.diff(params)).catch(
    (error: Error) => {
      throw new Error(`The schema is not valid: ${error.message.split(/\n\s*0: /)[0]}`, { cause: error });
    },
  );
  // Every database has it, and a role that may not create schemas would fail here.
  const script = (stdout ?? '').replace(/-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS "public";\n*/, '');
  return /^-- This is an empty migration\.\s*$/.test(script) ? '' : script;
}

/** The schema that the last migration with a snapshot led to. */
export function lastSnapshot(prismaDir: string, domain: string): string | undefined {
  const migrations = join(prismaDir, domain, 'migrations');
  const files = readMigrations(prismaDir, domain).map(({ name }) => join(migrations, name, SNAPSHOT));
  const last = files.reverse().find((file) => existsSync(file));
  return last === undefined ? undefined : readFileSync(last, 'utf8');
}

function checkNames(prismaDir: string, domain: string, name: string): void {
  if (!/^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/.test(name)) {
    throw new Error(
      `"${name}" is no name for a migration: use lower-case words joined by dashes, like add-due-date.`,
    );
  }
  if (domain === MESSAGING || existsSync(join(prismaDir, domain, SNAPSHOT))) return;
  const known = existsSync(prismaDir) ? readdirSync(prismaDir).join(', ') : 'none yet';
  throw new Error(
    `There is no ${join(prismaDir, domain, SNAPSHOT)}: write it first. The domains are ${known}.`,
  );
}

/** Always later than the last one, so that two made within a second keep their order. */
function timestamp(now: Date, last: string | undefined): string {
  const format = (date: Date) => date.toISOString().replace(/\D/g, '').slice(0, 14);
  const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(last ?? '');
  if (!digits || format(now) > digits[0]) return format(now);
  const [year = 0, month = 1, ...rest] = digits.slice(1).map(Number);
  const [day = 1, hour = 0, minute = 0, second = 0] = rest;
  return format(new Date(Date.UTC(year, month - 1, day, hour, minute, second + 1)));
}

function findDangers(script: string): string[] {
  return script
    .split('\n')
    .map((line) => line.trim())
    .filter(
      (line) =>
        /\bDROP (TABLE|COLUMN|TYPE)\b/.test(line) || /\bADD COLUMN .*NOT NULL(?!.*DEFAULT)/.test(line),
    );
}
