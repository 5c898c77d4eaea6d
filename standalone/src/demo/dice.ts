import { createHash } from 'node:crypto';

/** Chance that is the same at every load: a small generator (mulberry32) from a seed. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** In [from, to). */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.whole(0, from.length)] as T;
  }
}

/** The id of the demo's `index`-th thing of a kind: a UUIDv7 whose random part is made from its name. */
export function demoId(kind: string, index: number | string): string {
  const hash = createHash('sha256').update(`lastmile demo ${kind} ${index}`).digest('hex');
  const time = (1_735_689_600_000 + (typeof index === 'number' ? index : 0)).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}
