/** Values by key, of which most keys have one: a set is made only for the second. */
export class FewByKey<V extends object> {
  readonly #values = new Map<string, V | Set<V>>();

  add(key: string, value: V): void {
    const there = this.#values.get(key);
    if (there === undefined) this.#values.set(key, value);
    else if (there instanceof Set) there.add(value);
    else this.#values.set(key, new Set([there, value]));
  }

  delete(key: string, value: V): void {
    const there = this.#values.get(key);
    if (there instanceof Set) {
      there.delete(value);
      if (there.size === 0) this.#values.delete(key);
    } else if (there === value) this.#values.delete(key);
  }

  /** A copy: what is done to one may take it out. */
  of(key: string): V[] {
    const there = this.#values.get(key);
    if (there === undefined) return [];
    return there instanceof Set ? [...there] : [there];
  }

  count(key: string): number {
    const there = this.#values.get(key);
    if (there === undefined) return 0;
    return there instanceof Set ? there.size : 1;
  }
}
