import { join } from 'node:path';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { MigrationFailure } from './migration-failure.ts';
import { LOCK_FILE, type Migration } from './migration-files.ts';
import { NO_FILTERS, withSchemaEngine } from './schema-engine.ts';

export interface Pending {
  /** The domain, or messaging. */
  readonly part: string;
  readonly url: string;
  readonly namespace: string;
  readonly migrations: readonly Migration[];
  readonly prismaDir: string;
  /** An open connection to the same database. */
  readonly connection: pg.Client;
  readonly log: (message: string) => void;
}

interface AppliedRow {
  migration_name: string;
  checksum: string;
  finished: boolean;
}

/** What Prisma's engine locks while it applies, in every version of it. */
const ENGINE_LOCK = 72707369;

/** Applies what the database does not have yet through Prisma's engine; returns the names. Throws MigrationFailure. */
export async function applyPending(pending: Pending): Promise<string[]> {
  await waitForKilled(pending);
  const records = await readRecords(pending);
  const missing = findMissing(pending, records);
  const failed = records.filter((record) => !record.finished).map((record) => record.migration_name);
  // The engine takes 0.1 s to load and look; a database that is up to date needs none of it.
  if (missing.length === 0 && failed.length === 0) return [];
  const target = { ...pending, alongWith: (script: string) => finishing(pending, script) };
  return await withSchemaEngine(target, async (engine) => {
    for (const name of failed) await forgetFailed(pending, engine, name);
    return await apply(pending, engine, missing);
  });
}

/** The script of a process that was killed goes on in the server to its end; until then its record says nothing. */
async function waitForKilled({ connection }: Pending): Promise<void> {
  await connection.query('select pg_advisory_lock($1)', [ENGINE_LOCK]);
  await connection.query('select pg_advisory_unlock($1)', [ENGINE_LOCK]);
}

/**
 * The engine records that a script is done after it has been committed. A process killed in between would leave one
 * that looks undone and cannot be done again, so that the script records it itself.
 */
function finishing({ migrations, namespace }: Pending, script: string): string | undefined {
  const migration = migrations.find(({ sql }) => sql === script);
  if (!migration || leavesTransaction(script)) return undefined;
  return `update ${namespace}._prisma_migrations set finished_at = now()
    where migration_name = ${pg.escapeLiteral(migration.name)} and finished_at is null and rolled_back_at is null`;
}

async function readRecords({ connection, namespace }: Pending): Promise<AppliedRow[]> {
  const table = `${namespace}._prisma_migrations`;
  const { rows } = await connection.query('select to_regclass($1) is not null as there', [table]);
  if (!rows[0]?.there) return [];
  const result = await connection.query<AppliedRow>(
    `select migration_name, checksum, finished_at is not null as finished
     from ${table} where rolled_back_at is null order by migration_name, started_at`,
  );
  return result.rows;
}

/** The migrations that this database lacks. Throws if its history is not a beginning of ours. */
function findMissing({ part, migrations, log }: Pending, records: readonly AppliedRow[]): Migration[] {
  const applied = new Map(
    records.filter((record) => record.finished).map((each) => [each.migration_name, each]),
  );
  for (const { name, checksum } of migrations) {
    const known = applied.get(name);
    if (known && known.checksum !== checksum) throw edited(part, name);
  }
  const missing = migrations.filter(({ name }) => !applied.has(name));
  const names = new Set(migrations.map(({ name }) => name));
  const ahead = [...applied.keys()].filter((name) => !names.has(name));
  if (ahead.length > 0 && missing.length > 0) throw diverged(part, ahead, missing);
  if (ahead.length > 0)
    log(`The ${part} database is ahead of this version by ${ahead.join(', ')}; nothing to apply.`);
  return missing;
}

/** A script is one transaction, so what is recorded as begun and not finished has left nothing behind. */
async function forgetFailed(
  { part, migrations, log }: Pending,
  engine: SchemaEngine,
  name: string,
): Promise<void> {
  const sql = migrations.find((migration) => migration.name === name)?.sql ?? '';
  if (leavesTransaction(sql)) throw halfApplied(part, name);
  await engine.markMigrationRolledBack({ migrationName: name });
  log(`The migration ${part}/${name} was interrupted earlier and left nothing; it is applied anew.`);
}

async function apply(
  pending: Pending,
  engine: SchemaEngine,
  missing: readonly Migration[],
): Promise<string[]> {
  const { part, log } = pending;
  try {
    const result = await engine.applyMigrations({ migrationsList: listFor(pending), filters: NO_FILTERS });
    for (const name of result.appliedMigrationNames) log(`Applied ${part}/${name}.`);
    return result.appliedMigrationNames;
  } catch (error) {
    const [failed] = (await readRecords(pending)).filter((record) => !record.finished);
    if (!failed) throw explain(part, error);
    const sql = missing.find(({ name }) => name === failed.migration_name)?.sql ?? '';
    if (!leavesTransaction(sql))
      await engine.markMigrationRolledBack({ migrationName: failed.migration_name });
    throw failure(part, failed.migration_name, sql, error);
  }
}

function listFor({ part, migrations, prismaDir }: Pending): MigrationList {
  return {
    baseDir: join(prismaDir, part, 'migrations'),
    lockfile: { path: LOCK_FILE.name, content: LOCK_FILE.content },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}

/** What cannot run within the script's one transaction, or ends it. */
function leavesTransaction(sql: string): boolean {
  const code = sql.replace(/--.*$/gm, '').replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, '');
  return /^\s*(commit|rollback|vacuum|end)\b|\bconcurrently\b/im.test(code);
}

function edited(part: string, name: string): MigrationFailure {
  return new MigrationFailure(
    'MIGRATION_EDITED',
    `The migration ${part}/${name} was changed after it had been applied to this database: put the file back as it was, and say what is new with "npm run migration -- ${part} <name>".`,
  );
}

function diverged(part: string, ahead: string[], missing: readonly Migration[]): MigrationFailure {
  const names = missing.map(({ name }) => name).join(', ');
  return new MigrationFailure(
    'MIGRATIONS_DIVERGED',
    `The ${part} database has migrations that are not here (${ahead.join(', ')}) and lacks others that are (${names}): it belongs to another branch. Use that branch's files, or another database.`,
  );
}

function halfApplied(part: string, name: string): MigrationFailure {
  return new MigrationFailure(
    'MIGRATION_FAILED',
    `The migration ${part}/${name} failed earlier and does not run in one transaction, so part of it may be there: look at the database, undo or complete it by hand, then "prisma migrate resolve --rolled-back ${name}" or "--applied ${name}".`,
  );
}

function failure(part: string, name: string, sql: string, error: unknown): MigrationFailure {
  const what = leavesTransaction(sql)
    ? 'part of it may be there: look before you go on'
    : 'nothing of it was kept';
  return new MigrationFailure(
    'MIGRATION_FAILED',
    `The migration ${part}/${name} failed and ${what}. Correct its migration.sql and apply again. ${words(error)}`,
    error,
  );
}

function explain(part: string, error: unknown): unknown {
  if (!/schema is not empty/i.test(String(error))) return error;
  return new MigrationFailure(
    'SCHEMA_NOT_EMPTY',
    `The ${part} database has tables already but no record of migrations: use an empty database, or baseline this one with "prisma migrate resolve --applied <migration>".`,
    error,
  );
}

/** The engine's message without its trace through Rust. */
function words(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const message = text.split(/\n\s*0: /)[0] ?? text;
  return message.replace(/^external connector error\s*(Error querying the database: )?/, '').trim();
}
