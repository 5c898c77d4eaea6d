import { randomUUID } from 'node:crypto';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  constraintOf,
  DatabaseUnavailable,
  isExclusionViolation,
  isSerializationFailure,
  isTransient,
  isUniqueViolation,
  sqlState,
} from './database-errors.ts';
import { FIXTURE_PRISMA, openShop, type Shop } from './fixture-shop.ts';
import { urlOf } from './place.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase('shop', { prismaDir: FIXTURE_PRISMA });
  shop = openShop(database.url);
});
afterAll(async () => {
  await shop.close();
  await database.drop();
});

const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

async function withShop<T>(url: string, work: (other: Shop) => Promise<T>): Promise<T> {
  const other = openShop(url, { connectTimeoutMs: 2_000 });
  try {
    return await work(other);
  } finally {
    await other.close();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

describe('a unique violation', () => {
  it('is recognised from raw SQL, in a transaction and from Prisma, with its constraint', async () => {
    const buyer = { id: randomUUID(), email: `${randomUUID()}@example.test` };
    await shop.prisma.buyer.create({ data: buyer });
    const insert = 'insert into buyer (id, email) values ($1, $2)';
    const again = [randomUUID(), buyer.email];
    const errors = [
      await caught(shop.query(insert, again)),
      await caught(shop.transaction((tx) => tx.query(insert, again))),
      await caught(shop.prisma.buyer.create({ data: { ...buyer, id: randomUUID() } })),
      await caught(
        shop.transaction((tx) => tx.prisma.buyer.create({ data: { ...buyer, id: randomUUID() } })),
      ),
      await caught(shop.prisma.$executeRawUnsafe(insert.replace('$1', '$1::uuid'), ...again)),
    ];
    for (const error of errors) {
      expect(isUniqueViolation(error)).toBe(true);
      expect(isTransient(error)).toBe(false);
    }
    for (const error of errors.slice(0, 4)) {
      expect(isUniqueViolation(error, 'buyer_email_key')).toBe(true);
      expect(isUniqueViolation(error, 'buyer_pkey')).toBe(false);
    }
  });

  it('is not what another constraint says', async () => {
    const error = await caught(
      shop.query('insert into buyer values ($1, $2, -1)', [randomUUID(), randomUUID()]),
    );
    expect([isUniqueViolation(error), sqlState(error), constraintOf(error)]).toEqual([
      false,
      '23514',
      'buyer_balance_not_negative',
    ]);
  });
});

describe('a failure of the server', () => {
  it.each([
    ['40001', true],
    ['40P01', true],
    ['53100', false],
    ['53200', false],
    ['57P01', false],
    ['08006', false],
  ])('%s is transient, from raw SQL and from Prisma', async (state, serialization) => {
    const raise = `do $$ begin raise exception 'made up' using errcode = '${state}'; end $$`;
    for (const error of [
      await caught(shop.query(raise)),
      await caught(shop.prisma.$executeRawUnsafe(raise)),
    ]) {
      expect(isTransient(error)).toBe(true);
      expect(isSerializationFailure(error)).toBe(serialization);
    }
  });

  it('that is the statement’s own fault is not transient', async () => {
    const error = await caught(shop.query('select 1/0'));
    expect([isTransient(error), isExclusionViolation(error), sqlState(error)]).toEqual([
      false,
      false,
      '22012',
    ]);
  });
});

describe('a database that cannot be reached', () => {
  it('is DatabaseUnavailable with host and port, without the password, for each way in', async () => {
    const port = await freePort();
    await withShop(`postgresql://someone:s3cr3t-word@127.0.0.1:${port}/billing`, async (down) => {
      const ways = [
        down.query('select 1'),
        down.statement('one', 'select 1')([]),
        down.transaction((tx) => tx.query('select 1')),
        down.transaction((tx) => tx.prisma.buyer.count()),
      ];
      for (const error of await Promise.all(ways.map(caught))) {
        expect(error).toBeInstanceOf(DatabaseUnavailable);
        expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE', reason: 'ECONNREFUSED' });
        expect(String(error)).toContain(`"billing" (shop) at 127.0.0.1:${port}`);
        expect(String(error)).not.toContain('s3cr3t');
        expect(isTransient(error)).toBe(true);
      }
      expect(isTransient(await caught(down.prisma.buyer.count()))).toBe(true);
    });
  });

  it('says so when the password is wrong or the database missing, which waiting does not mend', async () => {
    const wrong = new URL(database.url);
    wrong.password = 'wrong-word';
    const refused = await withShop(wrong.href, (other) => caught(other.query('select 1')));
    expect(refused).toMatchObject({ name: 'DatabaseUnavailable', reason: '28P01' });
    expect(String(refused)).toContain('check user and password');
    const missing = await withShop(urlOf(database.url, 'nowhere'), (other) =>
      caught(other.query('select 1')),
    );
    expect(missing).toMatchObject({ name: 'DatabaseUnavailable', reason: '3D000' });
    expect([isTransient(refused), isTransient(missing)]).toEqual([false, false]);
  });

  it('says that no connection became free', async () => {
    const narrow = openShop(database.url, { poolSizeMax: 1, connectTimeoutMs: 100 });
    await narrow.transaction(async () => {
      expect(await caught(narrow.query('select 1'))).toMatchObject({ reason: 'POOL_TIMEOUT' });
    });
    await narrow.close();
  });

  it('connects a second time when the first attempt is not answered', async () => {
    const { hostname, port } = new URL(database.url);
    let connections = 0;
    const stubborn = createServer((socket) => {
      connections += 1;
      socket.on('error', () => {});
      if (connections === 1) return;
      const server = connect(Number(port), hostname);
      server.on('error', () => {});
      socket.pipe(server).pipe(socket);
    });
    await new Promise<void>((resolve) => stubborn.listen(0, '127.0.0.1', resolve));
    const url = new URL(database.url);
    url.port = String((stubborn.address() as AddressInfo).port);
    const behind = openShop(url.href, { connectTimeoutMs: 1_000 });
    expect(await behind.query('select 1 as one')).toEqual([{ one: 1 }]);
    expect(connections).toBe(2);
    await behind.close();
    stubborn.close();
  });

  it('refuses a URL that is none, without repeating it', () => {
    expect(() => openShop('mysql://me:s3cr3t@host/x')).toThrow('This is not a PostgreSQL URL');
    expect(() => openShop('postgresql://me:s3cr3t@host/')).toThrow('names no database');
  });

  it('comes back by itself after its connections were cut', async () => {
    const { pid } = (await shop.query<{ pid: number }>('select pg_backend_pid() as pid'))[0] ?? { pid: 0 };
    const cut = shop.transaction(async (tx) => {
      await withShop(database.url, (other) =>
        other.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
        ),
      );
      await tx.query('select 1');
    });
    const error = await caught(cut);
    expect(isTransient(error)).toBe(true);
    const after = (await shop.query<{ pid: number }>('select pg_backend_pid() as pid'))[0];
    expect(after?.pid).not.toBe(pid);
  });
});
