import { ErrorCode } from '../ground/error-codes.ts';
import type { Source, SourceResult } from './source.ts';
import { transportFailure } from './transport-failure.ts';

/** `closed` lets everything through, `open` nothing, `half-open` a request now and then, to see. */
export type BreakerState = 'closed' | 'open' | 'half-open';

export interface BreakerOptions {
  /** Over how long failures are looked at. Default 10,000. */
  windowMs?: number;
  /** It opens when at least so many requests have failed in the window … Default 5. */
  failuresMin?: number;
  /** … and at least this share of all. Default 0.5. */
  failureShare?: number;
  /** … or when so many of the window come one after the other, however well it went before. Default 10. */
  failuresInARow?: number;
  /** How long it stays open before a request may try; doubled while that fails, up to ten times this. Default 1,000. */
  openMs?: number;
  /** Told of each change. */
  onChange?: (state: BreakerState) => void;
  /** Milliseconds, for tests. */
  now?: () => number;
}

/**
 * A circuit breaker: while a subgraph is away, too slow or answers what cannot be read, nobody waits for it. Its own
 * GraphQL errors are answers and count as such. It closes by itself with the first answer that comes again.
 */
export function withBreaker(source: Source, options: BreakerOptions = {}): Source {
  const breaker = new Breaker(options);
  return {
    ...source,
    execute: async (request) => {
      if (!breaker.letsThrough()) return away;
      const result = await source.execute(request).catch((error) => {
        breaker.ended('failed');
        throw error;
      });
      if (transportFailure(result) === undefined) breaker.ended('well');
      else breaker.ended(isCancelled(request.signal) ? 'unknown' : 'failed');
      return result;
    },
  };
}

const away: SourceResult = {
  errors: [
    {
      message: 'A part of this answer is not available now.',
      extensions: { code: ErrorCode.unavailable },
    },
  ],
};

/** Whoever asked has gone, which says nothing of the subgraph; a deadline that has passed does. */
const isCancelled = (signal: AbortSignal | undefined) =>
  signal?.aborted === true && (signal.reason as Error | undefined)?.name !== 'TimeoutError';

type Ending = 'well' | 'failed' | 'unknown';

class Breaker {
  readonly #windowMs: number;
  readonly #failuresMin: number;
  readonly #failureShare: number;
  readonly #failuresInARow: number;
  readonly #openMs: number;
  readonly #now: () => number;
  readonly #onChange: ((state: BreakerState) => void) | undefined;
  #state: BreakerState = 'closed';
  #windowFrom: number;
  #requests = 0;
  #failures = 0;
  #inARow = 0;
  #waitMs: number;
  #tryAt = 0;

  constructor(options: BreakerOptions) {
    this.#windowMs = options.windowMs ?? 10_000;
    this.#failuresMin = options.failuresMin ?? 5;
    this.#failureShare = options.failureShare ?? 0.5;
    this.#failuresInARow = options.failuresInARow ?? 10;
    this.#openMs = options.openMs ?? 1_000;
    this.#now = options.now ?? (() => performance.now());
    this.#onChange = options.onChange;
    this.#waitMs = this.#openMs;
    this.#windowFrom = this.#now();
  }

  letsThrough(): boolean {
    if (this.#state === 'closed') return true;
    const now = this.#now();
    if (now < this.#tryAt) return false;
    // Who tries may have to wait for long: a mutation does. Others try meanwhile.
    this.#tryAt = now + this.#waitMs;
    this.#become('half-open');
    return true;
  }

  ended(how: Ending): void {
    if (this.#state === 'closed') this.#count(how);
    else this.#tried(how);
  }

  #count(how: Ending): void {
    if (how === 'unknown') return;
    const now = this.#now();
    if (now - this.#windowFrom > this.#windowMs) this.#begin();
    this.#requests += 1;
    this.#inARow = how === 'well' ? 0 : this.#inARow + 1;
    if (how === 'well') return;
    this.#failures += 1;
    const isMuch =
      this.#failures >= this.#failuresMin && this.#failures / this.#requests >= this.#failureShare;
    if (isMuch || this.#inARow >= this.#failuresInARow) this.#open();
  }

  /** What began before it opened and ends now counts too, when it is an answer. */
  #tried(how: Ending): void {
    if (how === 'well') {
      this.#waitMs = this.#openMs;
      this.#begin();
      this.#become('closed');
    } else if (this.#state === 'half-open') {
      if (how === 'failed') this.#waitMs = Math.min(this.#waitMs * 2, this.#openMs * 10);
      this.#open();
    }
  }

  #begin(): void {
    this.#windowFrom = this.#now();
    this.#requests = 0;
    this.#failures = 0;
    this.#inARow = 0;
  }

  #open(): void {
    this.#tryAt = this.#now() + this.#waitMs;
    this.#become('open');
  }

  #become(state: BreakerState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#onChange?.(state);
  }
}
