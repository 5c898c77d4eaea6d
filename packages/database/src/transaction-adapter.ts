import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;
type AdapterTransaction = Awaited<ReturnType<Adapter['startTransaction']>>;

/** Where a transaction that Prisma starts leaves its connection, for raw SQL to run on it. */
export interface ConnectionSlot {
  connection?: pg.PoolClient;
  ended: boolean;
}

/** Prisma's adapter on our pool that hands out the connection of the transaction being started. */
export class TransactionAdapter extends PrismaPg {
  readonly #slots = new AsyncLocalStorage<ConnectionSlot>();

  /** Runs `start`; the first Prisma transaction begun within it fills `slot`. */
  within<T>(slot: ConnectionSlot, start: () => Promise<T>): Promise<T> {
    return this.#slots.run(slot, start);
  }

  override async connect(): Promise<Adapter> {
    const adapter = await super.connect();
    const begin = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (isolation) => {
      const slot = this.#slots.getStore();
      const transaction = await begin(isolation);
      // A slot that is taken means another transaction on the same database, opened inside the work.
      if (slot && !slot.connection && !slot.ended) fillSlot(slot, transaction);
      return transaction;
    };
    return adapter;
  }
}

function fillSlot(slot: ConnectionSlot, transaction: AdapterTransaction): void {
  slot.connection = connectionOf(transaction);
  const { commit, rollback } = transaction;
  transaction.commit = () => endSlot(slot, () => commit.call(transaction));
  transaction.rollback = () => endSlot(slot, () => rollback.call(transaction));
}

/** Closed before the connection goes back to the pool: a late query must not land in somebody else's transaction. */
function endSlot(slot: ConnectionSlot, end: () => Promise<void>): Promise<void> {
  slot.ended = true;
  return end();
}

function connectionOf(transaction: unknown): pg.PoolClient {
  const { client } = transaction as { client?: pg.PoolClient };
  if (typeof client?.query !== 'function') {
    throw new Error(
      '@prisma/adapter-pg no longer keeps its connection in "client": adapt transaction-adapter.ts to this version.',
    );
  }
  return client;
}
