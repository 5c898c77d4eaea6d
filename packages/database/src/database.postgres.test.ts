import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Query, QueryEvent } from './database.ts';
import { TransactionTimeout } from './database-errors.ts';
import { FIXTURE_PRISMA, openShop, type Shop } from './fixture-shop.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
let shop: Shop;
const seen: QueryEvent[] = [];

beforeAll(async () => {
  database = await createTestDatabase('shop', { prismaDir: FIXTURE_PRISMA });
  shop = openShop(database.url, { observe: (event) => seen.push(event), poolSizeMax: 8 });
});
afterAll(async () => {
  await shop.close();
  await database.drop();
});

const newBuyer = (email = `${randomUUID()}@example.test`) => ({ id: randomUUID(), email });

const EVERY_TYPE = `select
  12.3400::numeric as numeric, '{1.10,2.20}'::numeric[] as numerics,
  9007199254740993::int8 as int8, '{1,2}'::int8[] as int8s, count(*) as count,
  '2026-02-28'::date as date, array['2026-02-28']::date[] as dates,
  '2026-11-23 12:00:00.123456+02'::timestamptz as timestamptz, '2026-11-23 10:00:00.5'::timestamp as timestamp,
  '{"a": [1, {"b": null}]}'::jsonb as jsonb, '6f9619ff-8b86-d011-b42d-00c04fc964ff'::uuid as uuid,
  '1 day 02:00'::interval as interval, '12:30'::time as time, '[1,5)'::int4range as range,
  array['a', null, 'b"c']::text[] as texts, 1.5::float8 as float8, 7::int4 as int4, true as bool,
  null::numeric as nothing, '\\x00ff'::bytea as bytea`;

const EXPECTED = {
  numeric: '12.3400',
  numerics: ['1.10', '2.20'],
  int8: 9007199254740993n,
  int8s: [1n, 2n],
  count: 1n,
  date: '2026-02-28',
  dates: ['2026-02-28'],
  timestamptz: new Date('2026-11-23T10:00:00.123Z'),
  timestamp: new Date('2026-11-23T10:00:00.500Z'),
  jsonb: { a: [1, { b: null }] },
  uuid: '6f9619ff-8b86-d011-b42d-00c04fc964ff',
  interval: '1 day 02:00:00',
  time: '12:30:00',
  range: '[1,5)',
  texts: ['a', null, 'b"c'],
  float8: 1.5,
  int4: 7,
  bool: true,
  nothing: null,
  bytea: Buffer.from([0, 255]),
};

const VALUES = [
  '12.50',
  7,
  9007199254740993n,
  true,
  new Date('2026-11-23T10:00:00.123Z'),
  null,
  ['a', 'b'],
  { nested: { list: [1, 2] } },
  [new Date('2026-01-01T00:00:00Z')],
  JSON.stringify([1, 2]),
] as const;

async function sendEveryValue(query: Query): Promise<object | undefined> {
  const [row] = await query(
    `select $1::numeric as a, $2::int as b, $3::int8 as c, $4::bool as d, $5::timestamptz as e, $6::text as f,
       $7::text[] as g, $8::jsonb as h, $9::timestamptz[] as i, $10::jsonb as j, $5::timestamp as k, $5::date as l`,
    VALUES,
  );
  return row;
}

describe('raw SQL', () => {
  it('gives the same JavaScript types on the pool, in a transaction and from a prepared statement', async () => {
    const [onPool] = await shop.query(EVERY_TYPE);
    const [inTransaction] = await shop.transaction((tx) => tx.query(EVERY_TYPE));
    const [prepared] = await shop.statement('every type', EVERY_TYPE)([]);
    expect(onPool).toEqual(EXPECTED);
    expect(inTransaction).toEqual(EXPECTED);
    expect(prepared).toEqual(EXPECTED);
  });

  it('takes the same values on the pool and in a transaction', async () => {
    const expected = {
      a: '12.50',
      b: 7,
      c: 9007199254740993n,
      d: true,
      e: VALUES[4],
      f: null,
      g: ['a', 'b'],
      h: VALUES[7],
      i: [new Date('2026-01-01T00:00:00Z')],
      j: [1, 2],
      k: VALUES[4],
      l: '2026-11-23',
    };
    expect(await sendEveryValue(shop.query)).toEqual(expected);
    expect(await shop.transaction((tx) => sendEveryValue(tx.query))).toEqual(expected);
  });

  it('agrees with Prisma about instants, whatever the time zone of the role', async () => {
    const buyer = await shop.prisma.buyer.create({ data: newBuyer() });
    const placedAt = new Date('2026-07-01T23:30:00.250Z');
    const order = {
      id: randomUUID(),
      buyerId: buyer.id,
      placedOn: new Date('2026-07-01'),
      placedAt,
      localAt: placedAt,
    };
    await shop.prisma.order.create({ data: order });
    const [row] = await shop.query('select placed_at, local_at, placed_on from "order" where id = $1', [
      order.id,
    ]);
    expect(row).toEqual({ placed_at: placedAt, local_at: placedAt, placed_on: '2026-07-01' });
    expect(await shop.prisma.order.findUnique({ where: { id: order.id } })).toMatchObject({
      placedAt,
      localAt: placedAt,
    });
  });

  it('prepares anew what a migration changed, on the pool and in a transaction', async () => {
    await shop.query('create table widening (a int)');
    await shop.query('insert into widening values (1)');
    const read = shop.statement('read widening', 'select * from widening');
    const everyConnection = () => Promise.all(Array.from({ length: 8 }, () => read([])));
    await everyConnection();
    await shop.query('alter table widening add b int default 2');
    expect(await shop.transaction((tx) => read([], tx))).toEqual([{ a: 1, b: 2 }]);
    expect(new Set((await everyConnection()).map((rows) => JSON.stringify(rows)))).toEqual(
      new Set(['[{"a":1,"b":2}]']),
    );
    await shop.query('alter table widening drop a');
    expect(await everyConnection()).toEqual(Array(8).fill([{ b: 2 }]));
  });

  it('refuses one statement name for two texts', () => {
    shop.statement('same name', 'select 1');
    expect(() => shop.statement('same name', 'select 2')).toThrow(
      '"same name" already stands for another text',
    );
  });
});

describe('a transaction', () => {
  it('shows Prisma what raw SQL wrote and the other way round, and keeps both', async () => {
    const [first, second] = [newBuyer(), newBuyer()];
    const insert = shop.statement('insert buyer', 'insert into buyer (id, email) values ($1, $2)');
    await shop.transaction(async (tx) => {
      await insert([first.id, first.email], tx);
      expect(await tx.prisma.buyer.findUnique({ where: { id: first.id } })).toMatchObject(first);
      await tx.prisma.buyer.create({ data: second });
      expect(await tx.query('select email from buyer where id = $1', [second.id])).toEqual([
        { email: second.email },
      ]);
      expect(await shop.query('select from buyer where id = any($1)', [[first.id, second.id]])).toEqual([]);
    });
    expect(await shop.prisma.buyer.count({ where: { id: { in: [first.id, second.id] } } })).toBe(2);
  });

  it('leaves nothing when the work throws, and passes on what was thrown', async () => {
    const [first, second] = [newBuyer(), newBuyer()];
    const work = shop.transaction(async (tx) => {
      await tx.query('insert into buyer (id, email) values ($1, $2)', [first.id, first.email]);
      await tx.prisma.buyer.create({ data: second });
      throw new RangeError('changed my mind');
    });
    await expect(work).rejects.toThrow(new RangeError('changed my mind'));
    expect(await shop.query('select from buyer where id = any($1)', [[first.id, second.id]])).toEqual([]);
  });

  it('does not look done when the work swallowed the error of a statement', async () => {
    const buyer = newBuyer();
    const work = shop.transaction(async (tx) => {
      await tx.query('insert into buyer (id, email) values ($1, $2)', [buyer.id, buyer.email]);
      await tx.query('select 1/0').catch(() => {});
    });
    await expect(work).rejects.toThrow('The transaction was rolled back');
    expect(await shop.query('select from buyer where id = $1', [buyer.id])).toEqual([]);
  });

  it('runs at the isolation that was asked for', async () => {
    const level = (isolation?: 'RepeatableRead' | 'ReadCommitted') =>
      shop.transaction((tx) => tx.query('show transaction_isolation'), isolation && { isolation });
    expect(await level('RepeatableRead')).toEqual([{ transaction_isolation: 'repeatable read' }]);
    expect(await level('ReadCommitted')).toEqual([{ transaction_isolation: 'read committed' }]);
    expect(await level()).toEqual([{ transaction_isolation: 'read committed' }]);
  });

  it('takes nested writes of Prisma into itself', async () => {
    const buyer = newBuyer();
    const order = { id: randomUUID(), placedOn: new Date('2026-01-01'), placedAt: new Date() };
    const work = shop.transaction(async (tx) => {
      await tx.prisma.buyer.create({ data: { ...buyer, orders: { create: order } } });
      throw new Error('roll back');
    });
    await expect(work).rejects.toThrow('roll back');
    expect(await shop.query('select from "order" where id = $1', [order.id])).toEqual([]);
  });

  it('is done again from its beginning when another got in its way', async () => {
    const buyer = await shop.prisma.buyer.create({ data: newBuyer() });
    let attempts = 0;
    const raised = await shop.transaction(
      async (tx) => {
        attempts += 1;
        const found = await tx.prisma.buyer.findUniqueOrThrow({ where: { id: buyer.id } });
        // Somebody else writes what was just read, the first two times.
        if (attempts < 3)
          await shop.query('update buyer set balance = balance + 10 where id = $1', [buyer.id]);
        return await tx.prisma.buyer.update({
          where: { id: buyer.id },
          data: { balance: found.balance.plus(1) },
        });
      },
      { isolation: 'Serializable' },
    );
    expect([attempts, raised.balance.toString()]).toEqual([3, '21']);
  });

  it('is done again when the conflict shows at its commit', async () => {
    await shop.query('create table shift (doctor int, on_call bool)');
    await shop.query('insert into shift values (1, true), (2, true)');
    let attempts = 0;
    const leave = (doctor: number) =>
      shop.transaction(
        async (tx) => {
          attempts += 1;
          const others = await tx.query('select from shift where on_call and doctor <> $1', [doctor]);
          await tx.query('select pg_sleep(0.1)::text');
          if (others.length > 0)
            await tx.query('update shift set on_call = false where doctor = $1', [doctor]);
          await tx.query('select pg_sleep(0.1)::text');
        },
        { isolation: 'Serializable' },
      );
    await Promise.all([leave(1), leave(2)]);
    expect(await shop.query('select from shift where on_call')).toHaveLength(1);
    expect(attempts).toBeGreaterThan(2);
  });

  it('gives up after five attempts', async () => {
    let attempts = 0;
    const work = shop.transaction(async (tx) => {
      attempts += 1;
      await tx.query(`do $$ begin raise exception 'in the way' using errcode = '40P01'; end $$`);
    });
    await expect(work).rejects.toMatchObject({ code: '40P01' });
    expect(attempts).toBe(5);
  });

  it('ends at its timeout even while it waits for a lock, and frees what it held', async () => {
    const buyer = await shop.prisma.buyer.create({ data: newBuyer() });
    let locked = () => {};
    const isLocked = new Promise<void>((resolve) => {
      locked = resolve;
    });
    let free = () => {};
    const isFree = new Promise<void>((resolve) => {
      free = resolve;
    });
    const holder = shop.transaction(async (tx) => {
      await tx.query('select from buyer where id = $1 for update', [buyer.id]);
      locked();
      await isFree;
    });
    await isLocked;
    const waiter = shop.transaction(
      (tx) => tx.query('select from buyer where id = $1 for update', [buyer.id]),
      {
        timeoutMs: 200,
      },
    );
    await expect(waiter).rejects.toBeInstanceOf(TransactionTimeout);
    free();
    await holder;
    expect(await shop.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('refuses a statement that comes after its end', async () => {
    let late: Query | undefined;
    await shop.transaction(async (tx) => {
      late = tx.query;
    });
    await expect(late?.('select 1')).rejects.toThrow('This transaction has ended');
  });

  it('keeps the connections of transactions that run at once apart', async () => {
    const pids = await Promise.all(
      Array.from({ length: 6 }, () =>
        shop.transaction(async (tx) => {
          const raw = await tx.query<{ pid: number }>('select pg_backend_pid() as pid, pg_sleep(0.05)::text');
          const prisma = await tx.prisma.$queryRaw<{ pid: number }[]>`select pg_backend_pid() as pid`;
          expect(prisma[0]?.pid).toBe(raw[0]?.pid);
          return raw[0]?.pid;
        }),
      ),
    );
    expect(new Set(pids).size).toBe(6);
  });

  it('may be opened within another, each on its own connection', async () => {
    const pids = await shop.transaction(async (outer) => {
      const inner = await shop.transaction((tx) => tx.query('select pg_backend_pid() as pid'));
      return [await outer.query('select pg_backend_pid() as pid'), inner];
    });
    expect(pids[0]).not.toEqual(pids[1]);
  });
});

describe('observing', () => {
  it('hears raw, prepared and Prisma’s statements with their durations, and never the values', async () => {
    seen.length = 0;
    await shop.query('select $1::text as secret', ['hush']);
    await shop.statement('named', 'select 2 as two')([]);
    await shop.prisma.buyer.findMany({ where: { email: 'hush' } });
    await shop.query('select wrong').catch(() => {});
    expect(seen.map(({ name, text }) => name ?? text.slice(0, 12))).toEqual([
      'select $1::t',
      'named',
      'SELECT "publ',
      'select wrong',
    ]);
    expect(seen.every(({ durationMs, database }) => durationMs > 0 && database === 'shop')).toBe(true);
    expect(seen[3]?.error).toMatchObject({ code: '42703' });
    expect(JSON.stringify(seen.slice(0, 3))).not.toContain('hush');
  });

  it('reports slow statements alone to onSlowQuery', async () => {
    const slow: string[] = [];
    const report = ({ text }: QueryEvent) => slow.push(text);
    const watched = openShop(database.url, { onSlowQuery: { thresholdMs: 40, report } });
    await watched.query('select 1');
    await watched.query('select pg_sleep(0.06)');
    await watched.close();
    expect(slow).toEqual(['select pg_sleep(0.06)']);
  });
});
