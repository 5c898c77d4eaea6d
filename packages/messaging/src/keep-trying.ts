import type { Log } from '@lastmile/telemetry/log';
import { pause } from './wake-signal.ts';

export interface TryingOptions {
  /** What is being tried, for the log: `the sequencer of billing`. */
  readonly what: string;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** First pause, doubled up to `pauseMaxMs`, each with jitter. */
  readonly pauseMs?: number;
  readonly pauseMaxMs?: number;
  /** Which errors are worth another try; all, unless given. The others are thrown. */
  readonly retriable?: (error: unknown) => boolean;
  readonly onFailure?: (error: unknown) => void | Promise<void>;
}

/** The work was stopped while it waited for its next try. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/**
 * Does `work` until it succeeds, with growing pauses. The first failure and every tenth are logged, so that an outage
 * of hours does not fill the disk; so is the recovery. Throws `Stopped` when aborted.
 */
export async function keepTrying<T>(options: TryingOptions, work: () => Promise<T>): Promise<T> {
  const { what, log, signal, pauseMs = 100, pauseMaxMs = 5_000 } = options;
  for (let failures = 0; ; failures += 1) {
    if (signal.aborted) throw new Stopped(`${what} was stopped.`);
    try {
      const result = await work();
      if (failures > 0) log.info(`${what} works again`, { failures });
      return result;
    } catch (error) {
      if (signal.aborted) throw new Stopped(`${what} was stopped.`);
      if (options.retriable && !options.retriable(error)) throw error;
      await options.onFailure?.(error);
      if (failures % 10 === 0) log.warn(`${what} failed and will be tried again`, { failures, err: error });
    }
    const longest = Math.min(pauseMs * 2 ** Math.min(failures, 12), pauseMaxMs);
    await pause(longest * (0.5 + Math.random() / 2), signal);
  }
}
