interface Entry<V> {
  value: V;
  wasUsed: boolean;
}

/**
 * A map of bounded size that forgets what has not been used since it was last looked over. A hit only
 * sets a mark (second chance), because it stands on the path of every request.
 */
export class RecentlyUsed<K, V> {
  readonly #entries = new Map<K, Entry<V>>();
  readonly #limit: number;

  constructor(limit: number) {
    if (!Number.isInteger(limit) || limit < 1)
      throw new RangeError('A cache needs room for at least one entry.');
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    entry.wasUsed = true;
    return entry.value;
  }

  set(key: K, value: V): void {
    this.#entries.delete(key);
    if (this.#entries.size >= this.#limit) this.#forgetOne();
    this.#entries.set(key, { value, wasUsed: false });
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }

  #forgetOne(): void {
    for (const [key, entry] of this.#entries) {
      this.#entries.delete(key);
      if (!entry.wasUsed) return;
      entry.wasUsed = false;
      this.#entries.set(key, entry);
    }
  }
}
