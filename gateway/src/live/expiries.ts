import type { LiveCaller } from './live-caller.ts';

/**
 * A key may hold for longer than the 2^31 ms that a timer takes, and a clock may be set meanwhile: so often, in
 * milliseconds, it is looked at again.
 */
const waitMaxMs = 60_000;

interface Moment {
  readonly callers: Set<LiveCaller>;
  timer: NodeJS.Timeout;
}

/** Ends connections at the moment at which what they lean on expires; those of one moment have one timer. */
export class Expiries {
  readonly #moments = new Map<number, Moment>();

  add(caller: LiveCaller): void {
    const at = caller.standing?.expiresAt;
    if (at === undefined) return;
    caller.endsAt = at;
    const moment = this.#moments.get(at);
    if (moment) moment.callers.add(caller);
    else this.#moments.set(at, { callers: new Set([caller]), timer: this.#wait(at) });
  }

  remove(caller: LiveCaller): void {
    const at = caller.endsAt;
    const moment = at === undefined ? undefined : this.#moments.get(at);
    if (at === undefined || !moment?.callers.delete(caller) || moment.callers.size > 0) return;
    clearTimeout(moment.timer);
    this.#moments.delete(at);
  }

  #wait(at: number): NodeJS.Timeout {
    const leftMs = Math.max(at - Date.now(), 0);
    return setTimeout(() => this.#come(at), Math.min(leftMs, waitMaxMs)).unref();
  }

  #come(at: number): void {
    const moment = this.#moments.get(at);
    if (!moment) return;
    if (Date.now() < at) {
      moment.timer = this.#wait(at);
      return;
    }
    this.#moments.delete(at);
    for (const caller of moment.callers) {
      if (caller.hasExpired) caller.endExpired();
      // Asked about again since, and told that it holds for longer.
      else this.add(caller);
    }
  }
}
