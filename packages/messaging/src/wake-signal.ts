/** Something that sleeps until it is woken or its time is up. A wake that comes while nobody sleeps is kept. */
export class WakeSignal {
  #woken = false;
  readonly #sleepers = new Set<() => void>();

  wake(): void {
    this.#woken = true;
    for (const end of this.#sleepers) end();
  }

  /** Resolves at the next wake, after `timeoutMs`, or when `signal` aborts, whichever comes first. */
  async sleep(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (!this.#woken && !signal?.aborted) {
      await new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', end);
          this.#sleepers.delete(end);
          resolve();
        };
        const timer = setTimeout(end, timeoutMs);
        signal?.addEventListener('abort', end, { once: true });
        this.#sleepers.add(end);
      });
    }
    this.#woken = false;
  }
}

/** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}
