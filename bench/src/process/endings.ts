/** Ends what was started, the last first; also on Ctrl-C, where a second one ends at once. */
export class Endings {
  readonly #ends: (() => Promise<unknown>)[] = [];
  #ending: Promise<void> | undefined;

  constructor() {
    let ending = false;
    const end = () => {
      if (ending) process.exit(130);
      ending = true;
      console.error('\nEnding (again for at once) …');
      this.all().finally(() => process.exit(130));
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
  }

  /** To be ended with the others, by what it gives or before. */
  add<T extends { stop(): Promise<unknown> }>(started: T): T {
    this.#ends.push(() => started.stop());
    return started;
  }

  /** Whoever calls while it is under way waits for the same end: what was ended under a bench makes the bench fail. */
  all(): Promise<void> {
    this.#ending ??= this.#endAll();
    return this.#ending;
  }

  async #endAll(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end().catch((error) => console.error(error));
  }
}
