import { RecentlyUsed } from './recently-used.ts';

export interface RecentCacheOptions<Value> {
  readonly entriesMax: number;
  /** Bytes of memory that they take together, as weighed. */
  readonly bytesMax: number;
  readonly weigh: (value: Value) => number;
}

/** `RecentlyUsed` as Apollo Server takes a cache (`KeyValueCache`): its own is bounded by bytes of JSON. */
export class RecentCache<Value> {
  readonly #entries: RecentlyUsed<string, Value>;
  readonly #weigh: (value: Value) => number;

  constructor({ entriesMax, bytesMax, weigh }: RecentCacheOptions<Value>) {
    this.#entries = new RecentlyUsed(entriesMax, bytesMax);
    this.#weigh = weigh;
  }

  async get(key: string): Promise<Value | undefined> {
    return this.#entries.get(key);
  }

  async set(key: string, value: Value): Promise<void> {
    this.#entries.set(key, value, this.#weigh(value));
  }

  async delete(key: string): Promise<void> {
    this.#entries.delete(key);
  }
}
