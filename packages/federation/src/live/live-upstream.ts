import type { SourceResult } from '../source/source.ts';

/** Why reading an upstream stopped. */
export type UpstreamEnd = 'completed' | 'lost' | 'interrupted';

/**
 * One upstream being read. `interrupt` stops it at once, also while it waits for an event from a generator that does not
 * hear `return()` before that.
 */
export class LiveUpstream {
  readonly #events: AsyncIterator<SourceResult>;
  #interrupted = false;
  #wake: () => void = () => {};

  constructor(stream: AsyncIterable<SourceResult>) {
    this.#events = stream[Symbol.asyncIterator]();
  }

  /** Reads until it ends; `take` says whether an event is none but tells that the upstream is lost. */
  async read(take: (event: SourceResult) => Promise<'taken' | 'lost'>): Promise<UpstreamEnd> {
    while (!this.#interrupted) {
      const next = await this.#next();
      if (this.#interrupted) break;
      if (next === 'lost') return 'lost';
      if (next.done) return 'completed';
      if ((await take(next.value)) === 'lost') {
        this.#end();
        return 'lost';
      }
    }
    return 'interrupted';
  }

  interrupt(): void {
    if (this.#interrupted) return;
    this.#interrupted = true;
    this.#end();
    this.#wake();
  }

  #next(): Promise<IteratorResult<SourceResult, unknown> | 'lost'> {
    return new Promise((resolve) => {
      this.#wake = () => resolve('lost');
      this.#events.next().then(resolve, () => resolve('lost'));
    });
  }

  #end(): void {
    Promise.resolve(this.#events.return?.()).catch(() => {});
  }
}
