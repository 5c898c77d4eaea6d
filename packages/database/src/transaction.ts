import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { encodeValues } from './column-types.ts';
import { isSerializationFailure, isStalePlan, sqlState, TransactionTimeout } from './database-errors.ts';
import type { Query } from './query.ts';
import type { ConnectionSlot, TransactionAdapter } from './transaction-adapter.ts';

export type Isolation = 'ReadCommitted' | 'RepeatableRead' | 'Serializable';

export interface TransactionOptions {
  /** From the first statement to the commit, 30,000 unless given. The server holds it too, so a frozen process frees its locks. */
  readonly timeoutMs?: number;
  readonly isolation?: Isolation;
}

/** Prisma's client within a transaction. */
export type TransactionClient<Client> = Omit<
  Client,
  '$connect' | '$disconnect' | '$on' | '$transaction' | '$use' | '$extends'
>;

export interface Transaction<out Client> {
  readonly prisma: TransactionClient<Client>;
  /** Raw SQL on the transaction's connection, with the pool's types. */
  readonly query: Query;
}

export interface TransactionRunner {
  readonly name: string;
  readonly adapter: TransactionAdapter;
  readonly prisma: object;
  readonly explain: (error: unknown) => unknown;
}

interface Interactive {
  $transaction<T>(
    work: (client: object) => Promise<T>,
    options: { maxWait: number; timeout: number; isolationLevel?: Isolation },
  ): Promise<T>;
}

const ATTEMPTS_MAX = 5;
const TIMEOUT_MS = 30_000;
/** The pool's own timeout for getting a connection comes first and explains itself better. */
const WAIT_MAX_MS = 60_000;
/** How much later than Prisma the server ends a transaction that did not end. */
const SERVER_GRACE_MS = 500;

export async function runTransaction<Client, T>(
  runner: TransactionRunner,
  work: (tx: Transaction<Client>) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptTransaction(runner, work, options);
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX || !(isSerializationFailure(error) || isStalePlan(error))) throw error;
      await sleep(2 ** attempt * (2 + Math.random() * 6));
    }
  }
}

async function attemptTransaction<Client, T>(
  runner: TransactionRunner,
  work: (tx: Transaction<Client>) => Promise<T>,
  { timeoutMs = TIMEOUT_MS, isolation }: TransactionOptions,
): Promise<T> {
  const slot: ConnectionSlot = { serverTimeoutMs: timeoutMs + SERVER_GRACE_MS, ended: false };
  const start = () =>
    (runner.prisma as Interactive).$transaction(
      (client) => work(openTransaction<Client>(client, slot, runner.explain)),
      { maxWait: WAIT_MAX_MS, timeout: timeoutMs, ...(isolation ? { isolationLevel: isolation } : {}) },
    );
  try {
    return await runner.adapter.within(slot, start);
  } catch (error) {
    throw isTimeout(error) ? new TransactionTimeout(runner.name, timeoutMs, error) : runner.explain(error);
  } finally {
    slot.ended = true;
  }
}

const slots = new WeakMap<object, ConnectionSlot>();

function openTransaction<Client>(
  client: object,
  slot: ConnectionSlot,
  explain: (error: unknown) => unknown,
): Transaction<Client> {
  const query: Query = async <Row extends object>(text: string, values: readonly unknown[] = []) => {
    const connection = openConnection(slot);
    try {
      return (await connection.query<Row & pg.QueryResultRow>({ text, values: encodeValues(values) })).rows;
    } catch (error) {
      throw explain(error);
    }
  };
  const transaction = { prisma: client as TransactionClient<Client>, query };
  slots.set(transaction, slot);
  return transaction;
}

/** The connection of a running transaction. Throws once it has ended. */
export function connectionFor(transaction: object): pg.PoolClient {
  const slot = slots.get(transaction);
  if (!slot) throw new Error('This transaction was not opened by Database.transaction.');
  return openConnection(slot);
}

function openConnection(slot: ConnectionSlot): pg.PoolClient {
  if (slot.ended || !slot.connection) {
    throw new Error(
      'This transaction has ended: await every statement inside the function that was given to transaction().',
    );
  }
  return slot.connection;
}

/** 25P04 is the server's transaction_timeout; P2028 Prisma's, told apart from its other uses by its words. */
function isTimeout(error: unknown): boolean {
  if (sqlState(error) === '25P04') return true;
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === 'P2028' && /timeout|expired/i.test(String(message));
}
