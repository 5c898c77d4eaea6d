import { Dice } from '@lastmile/standalone/demo/dice';

/** A source of chance that gives the same again for the same seed: the demo's dice, with bounds as a plan of kills reads them. */
export class SeededRandom {
  readonly #dice: Dice;

  constructor(seed: number) {
    this.#dice = new Dice(seed);
  }

  /** From 0 to below 1. */
  next(): number {
    return this.#dice.next();
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return this.#dice.whole(least, most + 1);
  }

  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new Error('There is nothing to pick from');
    return this.#dice.pick(items);
  }
}
