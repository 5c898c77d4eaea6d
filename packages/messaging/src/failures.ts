import { isTransient } from './transient.ts';

const TIMEOUTS_MAX = 3;

/**
 * Tells the database's and the network's failures from the handler's. A transaction that takes too long may be either:
 * it is tried a few times, and then counts as the handler's.
 */
export class Failures {
  #timeouts = 0;

  /** Whether to pause and try again, unchanged. */
  isPause(error: unknown): boolean {
    if (isTimeout(error)) {
      this.#timeouts += 1;
      return this.#timeouts < TIMEOUTS_MAX;
    }
    return isTransient(error);
  }
}

function isTimeout(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'TRANSACTION_TIMEOUT' || code === '25P04' || code === '25P03';
}
