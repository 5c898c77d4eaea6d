import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { isRunning } from './embedded/process-identity.ts';
import { FIXTURE_PRISMA, openShop } from './fixture-shop.ts';
import { createTestDatabase, freshServer, type TestDatabase } from './testing.ts';

const made: TestDatabase[] = [];
afterAll(async () => {
  for (const database of made) await database.drop();
});

async function create(prismaDir = FIXTURE_PRISMA): Promise<TestDatabase> {
  const database = await createTestDatabase('shop', { prismaDir });
  made.push(database);
  return database;
}

async function ask(url: string, sql: string): Promise<object[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('a test’s database', () => {
  it('has all migrations and nothing of another test', async () => {
    const [first, second] = await Promise.all([create(), create()]);
    expect(first.url).not.toBe(second.url);
    await ask(first.url, `insert into buyer (id, email) values (gen_random_uuid(), 'a')`);
    expect(await ask(second.url, 'select from buyer')).toEqual([]);
    expect(await ask(second.url, 'select from messaging.event_log')).toEqual([]);
  });

  it('follows a migration that was changed within the run', async () => {
    const prismaDir = mkdtempSync(join(tmpdir(), 'lastmile-prisma-'));
    cpSync(FIXTURE_PRISMA, prismaDir, { recursive: true });
    const file = join(prismaDir, 'shop/migrations/20261123120001_balance_not_negative/migration.sql');
    writeFileSync(file, 'create table late (id int);');
    expect(await ask((await create(prismaDir)).url, 'select from late')).toEqual([]);
    rmSync(prismaDir, { recursive: true });
  });

  it('goes away although somebody is connected', async () => {
    const database = await create();
    const shop = openShop(database.url);
    await shop.query('select 1');
    await database.drop();
    await expect(shop.query('select 1')).rejects.toMatchObject({ name: 'DatabaseUnavailable' });
    await shop.close();
  });

  it('is refused for a domain without migrations, with what to do', async () => {
    await expect(createTestDatabase('nowhere')).rejects.toThrow(
      /no migrations.*npm run migration -- nowhere initial/,
    );
  });
});

describe('a server of a test’s own', () => {
  it('can be killed, comes back on its port, and leaves nothing behind', async () => {
    const server = await freshServer();
    const shop = openShop(server.url('postgres'));
    await shop.query('select 1');
    const { pid } = server;
    process.kill(pid, 'SIGKILL');
    const deadline = Date.now() + 15_000;
    let answer: object[] = [];
    while ((answer.length === 0 || server.pid === pid) && Date.now() < deadline)
      answer = await shop.query('select 1 as one').catch(() => []);
    expect(answer).toEqual([{ one: 1 }]);
    expect(server.pid).not.toBe(pid);
    const last = server.pid;
    await shop.close();
    await server.remove();
    expect([isRunning(last), existsSync(server.dataDir)]).toEqual([false, false]);
  }, 30_000);
});
