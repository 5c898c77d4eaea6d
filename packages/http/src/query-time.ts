import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';

/**
 * How long a query is worth going on with: until its time has passed, or until whoever asked has gone. Never of a
 * mutation, which ends what it has begun.
 */
export class QueryTime {
  /** When its time will have passed, by `performance.now()`; undefined when it has as long as it takes. */
  readonly deadlineAt: number | undefined;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(ms: number | undefined) {
    // A plan may ask more subgraphs at once than Node takes for a leak.
    setMaxListeners(0, this.#controller.signal);
    if (ms === undefined) return;
    this.deadlineAt = performance.now() + ms;
    this.#timer = setTimeout(() => {
      this.#controller.abort(new DOMException('The time of this query has passed.', 'TimeoutError'));
    }, ms);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get hasPassed(): boolean {
    return this.deadlineAt !== undefined && performance.now() >= this.deadlineAt;
  }

  /** Whoever asked has gone. */
  leave(): void {
    this.end();
    this.#controller.abort();
  }

  /** It has been answered. */
  end(): void {
    clearTimeout(this.#timer);
  }
}

/** Calls back when whoever asked goes before the answer has been written; at once when they have gone already. */
export function onLeft(response: ServerResponse, left: () => void): void {
  if (response.destroyed) left();
  else
    response.once('close', () => {
      if (!response.writableFinished) left();
    });
}
