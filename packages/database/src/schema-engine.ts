import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  DriverAdapterError,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

type EngineClass = typeof SchemaEngine;

/** Node has it; TypeScript knows it from the DOM's library alone. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};

export const NO_FILTERS = { externalTables: [], externalEnums: [] };

export interface EngineTarget {
  readonly url: string;
  /** The PostgreSQL schema to work in: public, or messaging. */
  readonly namespace: string;
  /** More SQL for a script's own transaction, where there is any. */
  readonly alongWith?: (script: string) => string | undefined;
}

let loaded: Promise<EngineClass> | undefined;

/**
 * Prisma's schema engine as WebAssembly: the same that `prisma migrate` runs, without its download. With `url` it works
 * on that database, within the PostgreSQL schema `namespace`; without, it can only compare schema files.
 * One engine at a time per process: two at once disturb each other, so the calls queue.
 */
export function withSchemaEngine<T>(
  target: EngineTarget | undefined,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const turn = queue.then(() => runEngine(target, work));
  queue = turn.catch(() => {});
  return turn;
}

let queue: Promise<unknown> = Promise.resolve();

async function runEngine<T>(
  target: EngineTarget | undefined,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  loaded ??= loadEngine();
  const Engine = await loaded;
  const pool = target ? openPool(target) : undefined;
  const adapter = pool
    ? new ScriptAdapter(pool, { schema: target?.namespace ?? 'public' }, target?.alongWith)
    : new OfflineAdapter({});
  const engine = await Engine.new(
    { datamodels: undefined },
    () => {},
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
    await pool?.end();
  }
}

async function loadEngine(): Promise<EngineClass> {
  const require = createRequire(import.meta.url);
  const module = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const folder = dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const bytes = await readFile(join(folder, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': withoutLingering(module),
  });
  module.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return module.SchemaEngine;
}

/** The engine never clears the 10 s timer of its advisory lock, which would keep the process alive for as long. */
function withoutLingering(module: object): object {
  const setTimer = (work: () => void, ms: number) => setTimeout(work, ms >>> 0).unref();
  const timers = Object.keys(module).filter((name) => name.startsWith('__wbg_setTimeout_'));
  return { ...module, ...Object.fromEntries(timers.map((name) => [name, setTimer])) };
}

/** "char" of the catalogue (oid 18) is unknown to Prisma's adapter: told as text (25), introspection works over it. */
class CatalogueClient extends pg.Client {
  override query(...args: unknown[]): never {
    const answer = (super.query as (...args: unknown[]) => unknown).apply(this, args);
    if (!(answer instanceof Promise)) return answer as never;
    return answer.then((result: pg.QueryResult) => {
      for (const field of result.fields ?? []) if (field.dataTypeID === 18) field.dataTypeID = 25;
      return result;
    }) as never;
  }
}

function openPool({ url, namespace }: EngineTarget): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    options: `-c search_path=${namespace} -c TimeZone=UTC`,
    Client: CatalogueClient,
  });
  pool.on('error', () => {});
  return pool;
}

/** Comparing schema files asks a database one question, what it is; this answers it without one. */
class OfflineAdapter extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    adapter.queryRaw = async ({ sql }) => {
      if (!sql.includes('server_version_num'))
        throw new Error(`The schema engine asks a database without having one: ${sql}`);
      return {
        columnNames: ['exists', 'version', 'numeric_version'],
        columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
        rows: [[true, 'PostgreSQL 18.0', 180_000]],
      };
    };
    return adapter;
  }
}

/** Prisma's adapter cuts scripts at each semicolon, function bodies included; the server knows better where they end. */
class ScriptAdapter extends PrismaPg {
  readonly #alongWith: EngineTarget['alongWith'];

  constructor(pool: pg.Pool, options: { schema: string }, alongWith: EngineTarget['alongWith']) {
    super(pool, options);
    this.#alongWith = alongWith;
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    const pool = adapter.underlyingDriver() as unknown as pg.Pool;
    adapter.executeScript = async (script) => {
      try {
        const more = this.#alongWith?.(script);
        await pool.query(more === undefined ? script : `${script}\n;${more}`);
      } catch (error) {
        throw inPrismaWords(error);
      }
    };
    return adapter;
  }
}

function inPrismaWords(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  const { code = '', severity = '', message, detail, column, hint, position } = error;
  const where = position ? `${message} (at character ${position} of the script)` : message;
  return new DriverAdapterError({ kind: 'postgres', code, severity, message: where, detail, column, hint });
}
