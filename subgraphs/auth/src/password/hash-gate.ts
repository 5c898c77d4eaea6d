import { Refusal } from '@lastmile/kernel/refusal';

/**
 * Lets at most `concurrency` tasks run and `queueMax` wait: each hash takes 19 MiB and a core, so a flood of sign-ins
 * must not take the whole process. Throws UNAVAILABLE at once when the queue is full.
 */
export class HashGate {
  readonly #concurrency: number;
  readonly #queueMax: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(concurrency: number, queueMax: number) {
    this.#concurrency = concurrency;
    this.#queueMax = queueMax;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await task();
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < this.#concurrency) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= this.#queueMax) {
      throw new Refusal('UNAVAILABLE', 'Too many people sign in at this moment. Try again in a few seconds.');
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The place is handed on rather than freed, so that nobody slips in between. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }
}
