import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { compareCatalogue } from './compare-catalogue.ts';
import { createMigration } from './create-migration.ts';
import { FIXTURE_PRISMA } from './fixture-shop.ts';
import { applyMigrations, migrateAll } from './migrate.ts';
import { listDomains, MESSAGING, PRISMA_DIR, readMigrations } from './migration-files.ts';
import { urlOf } from './place.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
let prismaDir: string;
beforeEach(async () => {
  database = await createEmptyDatabase();
  prismaDir = mkdtempSync(join(tmpdir(), 'lastmile-prisma-'));
  cpSync(FIXTURE_PRISMA, prismaDir, { recursive: true });
});
afterEach(async () => {
  await database.drop();
  rmSync(prismaDir, { recursive: true });
});

async function ask<Row extends pg.QueryResultRow>(sql: string, url = database.url): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const migrate = (log: string[] = []) =>
  applyMigrations('shop', database.url, { prismaDir, log: (message) => log.push(message) });
const ALL = [
  'messaging/20261123120000_initial',
  'shop/20261123120000_initial',
  'shop/20261123120001_balance_not_negative',
];

function writeMigration(name: string, sql: string): string {
  const folder = join(prismaDir, 'shop', 'migrations', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), sql);
  return join(folder, 'migration.sql');
}

function editSchema(edit: (schema: string) => string): void {
  const file = join(prismaDir, 'shop', 'schema.prisma');
  writeFileSync(file, edit(readFileSync(file, 'utf8')));
}

describe('applying migrations', () => {
  it('brings messaging’s and the domain’s own, each with its record as Prisma keeps it, and then nothing more', async () => {
    expect(await migrate()).toEqual(ALL);
    const records = await ask(`
      select 'shop' as part, migration_name, checksum, applied_steps_count as steps, finished_at is not null as done
      from public._prisma_migrations union all
      select 'messaging', migration_name, checksum, applied_steps_count, finished_at is not null
      from messaging._prisma_migrations order by 1, 2`);
    const expected = (part: string) =>
      readMigrations(prismaDir, part).map(({ name, checksum }) => ({
        part,
        migration_name: name,
        checksum,
        steps: 1,
        done: true,
      }));
    expect(records).toEqual([...expected('messaging'), ...expected('shop')]);
    expect(
      await ask(
        `select to_regclass('messaging.event_log_1')::text as log, to_regclass('public.buyer')::text as buyer`,
      ),
    ).toEqual([{ log: 'messaging.event_log_1', buyer: 'buyer' }]);
    expect(await migrate()).toEqual([]);
  });

  it('keeps functions whose bodies hold semicolons', async () => {
    await migrate();
    await ask(`insert into buyer (id, email) values (gen_random_uuid(), 'a');
      insert into "order" (id, buyer_id, placed_on, placed_at) select gen_random_uuid(), id, now(), now() from buyer`);
    await expect(ask('delete from "order"')).rejects.toThrow('an order is never removed');
  });

  it('creates a database that is missing', async () => {
    const url = urlOf(database.url, `made_${process.pid}_${prismaDir.slice(-6).toLowerCase()}`);
    const log: string[] = [];
    expect(await applyMigrations('shop', url, { prismaDir, log: (message) => log.push(message) })).toEqual(
      ALL,
    );
    expect(log[0]).toMatch(/^Created the database "made_/);
  });

  it('lets one of several replicas work and the others wait', async () => {
    const applied = await Promise.all([migrate(), migrate(), migrate()]);
    expect(applied.map((names) => names.length).sort()).toEqual([0, 0, 3]);
  });

  it('goes through all domains that have a folder', async () => {
    const urlFor = (domain: string) => urlOf(database.url, `${domain}_${prismaDir.slice(-6).toLowerCase()}`);
    expect(await migrateAll({ urlFor, prismaDir })).toEqual({ shop: ALL });
    expect(await migrateAll({ urlFor, prismaDir: join(prismaDir, 'missing') })).toEqual({});
  });
});

describe('a migration that goes wrong', () => {
  it('leaves nothing, says why, and can be corrected', async () => {
    const file = writeMigration('20261124000000_half', 'create table half (id int);\nselect 1/0;\n');
    await expect(migrate()).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: expect.stringMatching(
        /shop\/20261124000000_half failed and nothing of it was kept[\s\S]*division by zero/,
      ),
    });
    expect(await ask(`select to_regclass('half') as half`)).toEqual([{ half: null }]);
    writeFileSync(file, 'create table half (id int);\n');
    expect(await migrate()).toEqual(['shop/20261124000000_half']);
  });

  it('is found when its process was killed in the middle', async () => {
    await migrate();
    const sql = 'create table late (id int);\n';
    writeMigration('20261124000000_late', sql);
    await ask(`insert into _prisma_migrations (id, checksum, migration_name, started_at, applied_steps_count)
      values (gen_random_uuid()::text, 'x', '20261124000000_late', now(), 0)`);
    const log: string[] = [];
    expect(await migrate(log)).toEqual(['shop/20261124000000_late']);
    expect(log[0]).toContain('was interrupted earlier and left nothing');
  });

  it.each(['during', 'after'])('is done once where the process is killed %s its script', async (when) => {
    await migrate();
    writeMigration('20261124000000_slow', 'select pg_sleep(0.8);\ncreate table slow (id int);\n');
    const script = join(import.meta.dirname, 'migrate-until-killed.ts');
    const args = ['shop', database.url, prismaDir, 'create table slow', when];
    const child = spawn(process.execPath, ['--conditions=source', script, ...args], { stdio: 'inherit' });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    const applied = await migrate();
    expect(applied).toEqual([]);
    expect(await ask('select count(*)::int as tables from slow')).toEqual([{ tables: 0 }]);
    const [record] = await ask(
      `select finished_at is not null as done from _prisma_migrations where migration_name like '%_slow'`,
    );
    expect(record).toEqual({ done: true });
  });

  it('is not done again by itself when it does not run in one transaction', async () => {
    writeMigration('20261124000000_slow', 'create index concurrently slow on nowhere (id);\n');
    await expect(migrate()).rejects.toThrow('part of it may be there');
    await expect(migrate()).rejects.toThrow(
      /failed earlier and does not run in one transaction[\s\S]*--rolled-back/,
    );
  });

  it('is refused when its file was changed after it had been applied', async () => {
    await migrate();
    const file = join(prismaDir, 'shop', 'migrations', '20261123120000_initial', 'migration.sql');
    writeFileSync(file, `${readFileSync(file, 'utf8')}-- touched`);
    await expect(migrate()).rejects.toMatchObject({
      code: 'MIGRATION_EDITED',
      message: expect.stringContaining('shop/20261123120000_initial was changed after'),
    });
  });

  it('is refused when the database belongs to another branch, yet an older version may start on a newer database', async () => {
    const file = writeMigration('20261124000000_theirs', 'create table theirs (id int);\n');
    await migrate();
    rmSync(join(file, '..'), { recursive: true });
    const log: string[] = [];
    expect(await migrate(log)).toEqual([]);
    expect(log[0]).toContain('ahead of this version by 20261124000000_theirs');
    writeMigration('20261125000000_ours', 'create table ours (id int);\n');
    await expect(migrate()).rejects.toMatchObject({ code: 'MIGRATIONS_DIVERGED' });
  });

  it('is refused on a database that has tables of its own', async () => {
    await ask('create table stranger (id int)');
    await expect(migrate()).rejects.toMatchObject({ code: 'SCHEMA_NOT_EMPTY' });
  });

  it('names the folder that lacks its file', async () => {
    mkdirSync(join(prismaDir, 'shop', 'migrations', '20261124000000_empty'));
    await expect(migrate()).rejects.toThrow('20261124000000_empty has no migration.sql');
  });
});

describe('writing a migration', () => {
  const now = new Date('2026-12-01T08:09:10Z');

  it('takes the difference to the last snapshot, and the database follows', async () => {
    await migrate();
    editSchema((schema) =>
      schema.replace(
        '  detail ',
        '  dueOn      DateTime?  @map("due_on") @db.Date /// @data(none)\n  detail ',
      ),
    );
    const made = await createMigration('shop', 'add-due-date', { prismaDir, now });
    expect(made?.sql.trim()).toBe('-- AlterTable\nALTER TABLE "order" ADD COLUMN     "due_on" DATE;');
    expect(made?.folder).toBe(join(prismaDir, 'shop', 'migrations', '20261201080910_add_due_date'));
    expect(made?.warnings).toEqual([]);
    expect(await migrate()).toEqual(['shop/20261201080910_add_due_date']);
    expect(await createMigration('shop', 'again', { prismaDir, now })).toBeUndefined();
  });

  it('warns of what loses data or fails on rows', async () => {
    editSchema((schema) => schema.replace(/^ {2}detail .*\n/m, '  weight Int /// @data(none)\n'));
    const made = await createMigration('shop', 'weigh', { prismaDir, now });
    expect(made?.warnings).toEqual(
      ['ALTER TABLE "order" DROP COLUMN "detail",', 'ADD COLUMN     "weight" INTEGER NOT NULL;'].map((line) =>
        expect.stringContaining(line.replace(/[,;]$/, '')),
      ),
    );
  });

  it('keeps its place behind the last one, within a second and when the clock went back', async () => {
    const early = new Date('2026-01-01T00:00:00Z');
    await createMigration('shop', 'one', { prismaDir, now: early, empty: true });
    await createMigration('shop', 'two', { prismaDir, now: early, empty: true });
    expect(readdirSync(join(prismaDir, 'shop', 'migrations')).slice(2, 4)).toEqual([
      '20261123120002_one',
      '20261123120003_two',
    ]);
  });

  it.each([
    ['shop', 'Add Due', 'is no name for a migration'],
    ['nowhere', 'initial', 'write it first. The domains are messaging, shop'],
  ])('refuses %s %s', async (domain, name, message) => {
    await expect(createMigration(domain, name, { prismaDir, now })).rejects.toThrow(message);
  });

  it('says what is wrong with a schema', async () => {
    editSchema((schema) => schema.replace('email   String', 'email   Strng'));
    await expect(createMigration('shop', 'broken', { prismaDir, now })).rejects.toThrow(
      /not valid[\s\S]*Strng/,
    );
  });
});

describe('the catalogue', () => {
  const compare = async () => {
    const empty = await createEmptyDatabase();
    try {
      return await compareCatalogue(
        database.url,
        empty.url,
        readFileSync(join(prismaDir, 'shop', 'schema.prisma'), 'utf8'),
      );
    } finally {
      await empty.drop();
    }
  };

  it('is the schema’s after the migrations, what SQL alone can say aside', async () => {
    await migrate();
    await ask(`create table tally (n int); comment on table tally is 'by hand: a test';
      create index on buyer (balance) where balance > 0`);
    expect(await compare()).toEqual([]);
  });

  it('shows a column, a type, a default, a key, an index and a table that drifted', async () => {
    await migrate();
    await ask(`alter table buyer add extra int; alter table buyer alter balance type numeric(10, 2);
      alter table "order" alter sequence drop default; alter table "order" drop constraint order_buyer_id_fkey;
      drop index order_buyer_id_id_idx; create table stray (id int); alter type "OrderState" add value 'LOST'`);
    const differences = await compare();
    for (const part of [
      'buyer.extra',
      'numeric(10,2)',
      'order.sequence',
      'order_buyer_id_fkey',
      'order_buyer_id_id_idx',
      'stray.id',
      'LOST',
    ]) {
      expect(differences.filter((line) => line.includes(part))).not.toEqual([]);
    }
  });
});

describe('our own domains', () => {
  const domains = listDomains().filter((domain) => domain !== MESSAGING);

  it.each(domains.length > 0 ? domains : ['none yet'])(
    '%s: migrations lead to its schema',
    async (domain) => {
      if (domain === 'none yet') return;
      const migrated = await createTestDatabase(domain);
      const schema = readFileSync(join(PRISMA_DIR, domain, 'schema.prisma'), 'utf8');
      expect(await compareCatalogue(migrated.url, database.url, schema)).toEqual([]);
      await migrated.drop();
    },
  );
});
