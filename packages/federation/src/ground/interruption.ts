/**
 * Something that may happen while others are waited for. Not one promise in many calls of `Promise.race`: each race, and
 * with it what it came to, stays with the promise that has not come yet.
 */
export class Interruption {
  readonly #listeners = new Set<() => void>();
  #hasHappened = false;

  get hasHappened(): boolean {
    return this.#hasHappened;
  }

  happen(): void {
    if (this.#hasHappened) return;
    this.#hasHappened = true;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }

  /** Happens when `signal` fires. What it gives lets go of the signal. */
  follow(signal: AbortSignal): () => void {
    const fired = () => this.happen();
    if (signal.aborted) fired();
    else signal.addEventListener('abort', fired, { once: true });
    return () => signal.removeEventListener('abort', fired);
  }

  /** Called when it happens; at once when it has happened. */
  add(listener: () => void): void {
    if (this.#hasHappened) listener();
    else this.#listeners.add(listener);
  }

  delete(listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** Settles as `promise` does, or with `instead()` as soon as this happens. */
  wait<T>(promise: Promise<T>, instead: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = () => resolve(instead());
      promise.then(
        (value) => {
          this.delete(stop);
          resolve(value);
        },
        (error) => {
          this.delete(stop);
          reject(error);
        },
      );
      this.add(stop);
    });
  }
}
