import type { Log } from '@lastmile/telemetry/log';

/**
 * Whether the SMTP server is worth asking. After it could not be reached one letter at a time tries it, ever less
 * often, while the others wait; the log says so once, and once more when it answers again. Of this process alone, by
 * its monotonic clock.
 */
export class MailGate {
  readonly #log: Log;
  readonly #firstMs: number;
  readonly #maxMs: number;
  #failures = 0;
  #openAtMs = 0;

  constructor(log: Log, wait: { readonly firstMs: number; readonly maxMs: number }) {
    this.#log = log;
    this.#firstMs = wait.firstMs;
    this.#maxMs = wait.maxMs;
  }

  /** How many letters may be sent side by side now: all that one wants, one as a trial, or none. */
  admits(wanted: number, nowMs = performance.now()): number {
    if (this.#failures === 0) return wanted;
    return nowMs >= this.#openAtMs ? 1 : 0;
  }

  failed(code: string, nowMs = performance.now()): void {
    if (nowMs < this.#openAtMs) return;
    this.#failures += 1;
    const waitMs = Math.min(this.#maxMs, this.#firstMs * 2 ** (this.#failures - 1));
    this.#openAtMs = nowMs + waitMs;
    if (this.#failures > 1) return;
    this.#log.error(
      'The SMTP server does not work: letters wait and nothing is lost. See NOTIFICATION_SMTP_URL',
      {
        code,
      },
    );
  }

  worked(): void {
    if (this.#failures > 0) this.#log.info('The SMTP server works again: letters are sent');
    this.#failures = 0;
    this.#openAtMs = 0;
  }
}
