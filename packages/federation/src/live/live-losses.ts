export interface LossBounds {
  /** How long a lost upstream is tried again before subscribers are told, in milliseconds. */
  readonly giveUpMs: number;
  /** The same, for one that has not said anything yet. */
  readonly firstGiveUpMs: number;
  /** An upstream that has been heard for so long is well again: what was before is forgotten. */
  readonly steadyMs: number;
}

/** One that has nothing to say is taken for well after this besides: to connect may take its time. */
const silentMs = 20_000;
const pauseMsMax = 2_000;

/** How often an upstream was lost lately, and whether there is use in trying again. */
export class LiveLosses {
  readonly #bounds: LossBounds;
  #since: number | undefined;
  #count = 0;
  #returns = 0;
  #openedAt = 0;
  #heardAt: number | undefined;
  #wasHeard = false;

  constructor(bounds: LossBounds) {
    this.#bounds = bounds;
  }

  /** How often it came back, was heard, and was lost again before it was well. */
  get returns(): number {
    return this.#returns;
  }

  /** Before the next try: longer each time. */
  get pauseMs(): number {
    if (this.#count === 0) return 0;
    return Math.min(25 * 2 ** this.#count, pauseMsMax) * (0.5 + Math.random());
  }

  get isTooLate(): boolean {
    const { giveUpMs, firstGiveUpMs } = this.#bounds;
    return (
      this.#since !== undefined && Date.now() - this.#since >= (this.#wasHeard ? giveUpMs : firstGiveUpMs)
    );
  }

  opened(): void {
    this.#openedAt = Date.now();
    this.#heardAt = undefined;
  }

  heard(): void {
    this.#heardAt ??= Date.now();
    this.#wasHeard = true;
  }

  /** What was open is lost. */
  lost(): void {
    const wellSince = this.#heardAt ?? this.#openedAt + silentMs;
    if (Date.now() - wellSince >= this.#bounds.steadyMs) {
      this.#since = undefined;
      this.#count = 0;
      this.#returns = 0;
    } else if (this.#heardAt !== undefined && this.#count > 0) this.#returns += 1;
    this.missed();
  }

  /** It could not be opened. */
  missed(): void {
    this.#since ??= Date.now();
    this.#count += 1;
  }
}
