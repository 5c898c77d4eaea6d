import type { Answer, KeyTree } from './compile-merge.ts';

/**
 * What objects of the answer will not get any more, since the fetch that was to give it failed or found nothing. What
 * else is not there was not asked for, by a condition of the client's.
 */
export class Lacks {
  readonly #keys = new Map<Answer, KeyTree[]>();

  add(object: Answer, keys: KeyTree): void {
    const known = this.#keys.get(object);
    if (known) known.push(keys);
    else this.#keys.set(object, [keys]);
  }

  knows(object: Answer): boolean {
    return this.#keys.has(object);
  }

  has(object: Answer, key: string): boolean {
    return this.#keys.get(object)?.some((keys) => keys.has(key)) ?? false;
  }
}
