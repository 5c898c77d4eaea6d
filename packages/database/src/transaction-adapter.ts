import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;
type AdapterTransaction = Awaited<ReturnType<Adapter['startTransaction']>>;

/** Where a transaction that Prisma starts leaves its connection, for raw SQL to run on it. */
export interface ConnectionSlot {
  /** When the server ends the transaction by itself. */
  readonly serverTimeoutMs: number;
  connection?: pg.PoolClient;
  ended: boolean;
}

/** Prisma's adapter on our pool that hands out the connection of the transaction being started. */
export class TransactionAdapter extends PrismaPg {
  readonly #pool: pg.Pool;
  readonly #slots = new AsyncLocalStorage<ConnectionSlot>();

  constructor(pool: pg.Pool) {
    super(pool);
    this.#pool = pool;
  }

  /** Runs `start`; the first Prisma transaction begun within it fills `slot`. */
  within<T>(slot: ConnectionSlot, start: () => Promise<T>): Promise<T> {
    return this.#slots.run(slot, start);
  }

  override async connect(): Promise<Adapter> {
    const adapter = await super.connect();
    const startAlone = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = (isolation) => {
      const slot = this.#slots.getStore();
      // A slot that is taken means another transaction on the same database, opened inside the work.
      const mine = slot && !slot.connection && !slot.ended;
      return mine ? startIn(slot, adapter, this.#pool, isolation) : startAlone(isolation);
    };
    return adapter;
  }
}

async function startIn(
  slot: ConnectionSlot,
  adapter: Adapter,
  pool: pg.Pool,
  isolation: string | undefined,
): Promise<AdapterTransaction> {
  const connection = await pool.connect();
  // A connection that breaks is told by its next query; without a listener it would end the process.
  connection.on('error', ignore);
  try {
    const level = isolation ? ` isolation level ${isolation}` : '';
    await connection.query(
      `begin${level}; set local transaction_timeout = ${Math.ceil(slot.serverTimeoutMs)}`,
    );
  } catch (error) {
    connection.off('error', ignore);
    connection.release(true);
    throw error;
  }
  slot.connection = connection;
  return transactionOn(slot, connection, adapterOn(adapter, connection));
}

function transactionOn(
  slot: ConnectionSlot,
  connection: pg.PoolClient,
  adapter: Adapter,
): AdapterTransaction {
  const run = (sql: string) => connection.query(sql).then(() => {});
  const end = async () => {
    // Before the connection goes back to the pool: a late query must not land in somebody else's transaction.
    slot.ended = true;
    connection.off('error', ignore);
    connection.release();
  };
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    options: { usePhantomQuery: false },
    queryRaw: (query) => adapter.queryRaw(query),
    executeRaw: (query) => (query.sql === 'COMMIT' ? commit(connection) : adapter.executeRaw(query)),
    createSavepoint: (name) => run(`savepoint ${name}`),
    rollbackToSavepoint: (name) => run(`rollback to savepoint ${name}`),
    releaseSavepoint: (name) => run(`release savepoint ${name}`),
    // Prisma has sent COMMIT or ROLLBACK by then.
    commit: end,
    rollback: end,
  };
}

/** PostgreSQL answers COMMIT after a failed statement with ROLLBACK, and no error: the work must not look done. */
async function commit(connection: pg.PoolClient): Promise<number> {
  const { command } = await connection.query('COMMIT');
  if (command !== 'COMMIT') {
    throw new Error(
      'The transaction was rolled back: one of its statements had failed and the work went on. Let the error pass, or avoid it ("on conflict do nothing").',
    );
  }
  return 0;
}

/** Prisma's translation of queries and results, on one connection in place of the pool. */
function adapterOn(adapter: Adapter, connection: pg.PoolClient): Adapter {
  if (typeof (adapter as unknown as { client?: pg.Pool }).client?.query !== 'function') {
    throw new Error(
      '@prisma/adapter-pg no longer keeps its connection in "client": adapt transaction-adapter.ts to this version.',
    );
  }
  return Object.assign(Object.create(Object.getPrototypeOf(adapter)), adapter, { client: connection });
}

function ignore(): void {}
