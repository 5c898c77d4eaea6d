interface Entry<V> {
  value: V;
  weight: number;
  wasUsed: boolean;
}

/**
 * A map of bounded size that forgets what has not been used since it was last looked over. A hit only
 * sets a mark (second chance), because it stands on the path of every request.
 */
export class RecentlyUsed<K, V> {
  readonly #entries = new Map<K, Entry<V>>();
  readonly #limit: number;
  readonly #weightMax: number;
  #weight = 0;

  /** At most so many entries, which weigh at most so much together. */
  constructor(limit: number, weightMax = Number.POSITIVE_INFINITY) {
    if (!Number.isInteger(limit) || limit < 1)
      throw new RangeError('A cache needs room for at least one entry.');
    this.#limit = limit;
    this.#weightMax = weightMax;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Of all entries together. */
  get weight(): number {
    return this.#weight;
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    entry.wasUsed = true;
    return entry.value;
  }

  /** What weighs more than all may together is not kept. */
  set(key: K, value: V, weight = 0): void {
    this.delete(key);
    if (weight > this.#weightMax) return;
    while (this.#entries.size >= this.#limit || this.#weight + weight > this.#weightMax) this.#forgetOne();
    this.#entries.set(key, { value, weight, wasUsed: false });
    this.#weight += weight;
  }

  delete(key: K): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#weight -= entry.weight;
  }

  #forgetOne(): void {
    for (const [key, entry] of this.#entries) {
      this.#entries.delete(key);
      if (!entry.wasUsed) {
        this.#weight -= entry.weight;
        return;
      }
      entry.wasUsed = false;
      this.#entries.set(key, entry);
    }
  }
}
