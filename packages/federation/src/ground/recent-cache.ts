import { RecentlyUsed } from './recently-used.ts';

/** `RecentlyUsed` as Apollo Server takes a cache (`KeyValueCache`): bounded by a number, where its own is by bytes of JSON. */
export class RecentCache<Value> {
  readonly #entries: RecentlyUsed<string, Value>;

  constructor(limit: number) {
    this.#entries = new RecentlyUsed(limit);
  }

  async get(key: string): Promise<Value | undefined> {
    return this.#entries.get(key);
  }

  async set(key: string, value: Value): Promise<void> {
    this.#entries.set(key, value);
  }

  async delete(key: string): Promise<void> {
    this.#entries.delete(key);
  }
}
