import type { Outcome } from './outcome.ts';

export interface RetryRules {
  readonly triesMax: number;
  readonly retryFirstMs: number;
  readonly retryMaxMs: number;
}

/** What a letter becomes. */
export type Next =
  | { readonly state: 'SENT' }
  | { readonly state: 'FAILED'; readonly reason: string }
  /** Again after this long; whether the attempt is counted. */
  | { readonly state: 'PENDING'; readonly waitMs: number; readonly counted: boolean };

/**
 * Decides what follows from an attempt. `tries` are those that count, this one included; `attempts` all of them, by
 * which the waits grow. `random` in [0, 1) spreads letters that failed together.
 */
export function afterAttempt(
  outcome: Outcome,
  letter: { readonly tries: number; readonly attempts: number },
  rules: RetryRules,
  random: number,
): Next {
  if (outcome.kind === 'SENT') return { state: 'SENT' };
  if (outcome.kind === 'PERMANENT') return { state: 'FAILED', reason: outcome.code };
  if (outcome.counts && letter.tries >= rules.triesMax) return { state: 'FAILED', reason: 'TRIES_EXHAUSTED' };
  const grown = rules.retryFirstMs * 2 ** Math.min(letter.attempts - 1, 30);
  const waitMs = Math.round(Math.min(grown, rules.retryMaxMs) * (0.8 + 0.4 * random));
  return { state: 'PENDING', waitMs, counted: outcome.counts };
}
