import type { Database } from '@lastmile/database/database';
import type { DomainTypes } from '../context.ts';
import type { Loader } from '../loader.ts';

interface Waiting {
  readonly key: unknown;
  readonly resolvers: { resolve: (row: unknown) => void; reject: (error: unknown) => void }[];
}

type AnyLoader = Loader<DomainTypes, unknown, unknown>;

/**
 * One per process and domain: what all requests of a tick ask a loader for goes into one fetch. Keeps nothing; a
 * request's memo stands on it.
 */
export class LoadBatches {
  readonly #database: Database<unknown>;
  readonly #waiting = new Map<AnyLoader, Map<string, Waiting>>();

  constructor(database: Database<unknown>) {
    this.#database = database;
  }

  load(loader: AnyLoader, key: unknown): Promise<unknown> {
    let keys = this.#waiting.get(loader);
    if (!keys) {
      keys = new Map();
      this.#waiting.set(loader, keys);
      // After the I/O of this turn of the loop, so that requests which arrived together are fetched together.
      setImmediate(() => this.#fetch(loader));
    }
    const identity = loader.identity(key);
    let waiting = keys.get(identity);
    if (!waiting) {
      waiting = { key, resolvers: [] };
      keys.set(identity, waiting);
    }
    const { resolvers } = waiting;
    return new Promise((resolve, reject) => resolvers.push({ resolve, reject }));
  }

  #fetch(loader: AnyLoader): void {
    const all = [...(this.#waiting.get(loader)?.values() ?? [])];
    this.#waiting.delete(loader);
    for (let start = 0; start < all.length; start += loader.batchSizeMax) {
      void this.#fetchSome(loader, all.slice(start, start + loader.batchSizeMax));
    }
  }

  async #fetchSome(loader: AnyLoader, some: readonly Waiting[]): Promise<void> {
    try {
      const rows = await loader.fetch(
        this.#database,
        some.map(({ key }) => key),
      );
      if (rows.length !== some.length) {
        throw new Error(`The loader ${loader.name} gave ${rows.length} rows for ${some.length} keys`);
      }
      some.forEach(({ resolvers }, at) => {
        for (const { resolve } of resolvers) resolve(rows[at]);
      });
    } catch (error) {
      for (const { resolvers } of some) for (const { reject } of resolvers) reject(error);
    }
  }
}
