import type { Clock } from '@lastmile/kernel/clock';

/** Real time, except while it travels: the demo provider's past is billed month by month. */
export class DemoClock implements Clock {
  #at: Date | undefined;

  now(): Date {
    return this.#at ? new Date(this.#at) : new Date();
  }

  travelTo(instant: Date): void {
    this.#at = instant;
  }

  comeBack(): void {
    this.#at = undefined;
  }
}
