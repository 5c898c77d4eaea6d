import type { HouseProcess } from './house-process.ts';
import type { SeededRandom } from './seeded-random.ts';

/** When a step of the undisturbed story began, in milliseconds from the story's start, and how long it took. */
export interface Span {
  readonly step: string;
  readonly fromMs: number;
  readonly lengthMs: number;
}

/** A moment of the story: so long after a step began. */
export interface Moment {
  readonly span: number;
  readonly afterMs: number;
  /** The process that follows is killed as well, so long after it was started. */
  readonly againAfterMs: number | undefined;
}

/** One of so many kills hits a process that is just starting. */
const startingShare = 0.2;
const startingMs = 3_500;

/**
 * So many kills, in the story's order. Half of the moments are spread evenly over the time of the story, half over its
 * steps, since what is quick and dear (a payment) would be hit too seldom by time alone.
 */
export function planMoments(random: SeededRandom, kills: number, spans: readonly Span[]): Moment[] {
  const moments: Moment[] = [];
  for (let left = kills; left > 0; left -= 1) {
    const hitsStart = left > 1 && random.next() < startingShare;
    const againAfterMs = hitsStart ? random.next() * startingMs : undefined;
    if (hitsStart) left -= 1;
    const byTime = random.next() < 0.5;
    moments.push({ ...(byTime ? momentInTime(random, spans) : momentInStep(random, spans)), againAfterMs });
  }
  return moments.sort((one, other) => one.span - other.span || one.afterMs - other.afterMs);
}

function momentInTime(random: SeededRandom, spans: readonly Span[]) {
  const last = spans.at(-1);
  const at = random.next() * ((last?.fromMs ?? 0) + (last?.lengthMs ?? 0));
  const span = spans.findLastIndex(({ fromMs }) => fromMs <= at);
  return { span, afterMs: at - (spans[span]?.fromMs ?? 0) };
}

function momentInStep(random: SeededRandom, spans: readonly Span[]) {
  const span = random.whole(0, spans.length - 1);
  return { span, afterMs: random.next() * (spans[span]?.lengthMs ?? 0) };
}

/** Kills the process at the planned moments of one story, and starts it again at once. */
export class Killer {
  readonly #house: HouseProcess;
  readonly #spans: readonly Span[];
  readonly #moments: Moment[];
  readonly #fired: (moment: Moment) => void;
  #armed: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();
  #failure: unknown;
  kills = 0;
  /** From a start after a kill to ready, at most. */
  slowestRecoveryMs = 0;

  constructor(
    house: HouseProcess,
    spans: readonly Span[],
    moments: readonly Moment[],
    fired: (moment: Moment) => void,
  ) {
    this.#house = house;
    this.#spans = spans;
    this.#moments = [...moments];
    this.#fired = fired;
  }

  /** The story begins a step, or begins it anew. Throws when the process could not be started again. */
  readonly mark = (step: string): void => {
    if (this.#failure) throw this.#failure;
    const [next] = this.#moments;
    if (!next || this.#armed || !this.#house.ready) return;
    const now = this.#spans.findIndex((span) => span.step === step);
    if (next.span > now) return;
    // What was left over from an earlier step is due now.
    this.#arm(next, next.span === now ? next.afterMs : 0);
  };

  /** Kills that no step was left for, then waits until the process is there. */
  async finish(): Promise<void> {
    while (this.#moments.length > 0 || this.#armed) {
      const [next] = this.#moments;
      if (next && !this.#armed && this.#house.ready) this.#arm(next, 0);
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (this.#failure) throw this.#failure;
    }
    await this.#work;
    if (this.#failure) throw this.#failure;
  }

  #arm(moment: Moment, afterMs: number): void {
    this.#moments.shift();
    this.#armed = setTimeout(() => {
      this.#work = this.#fire(moment).catch((error) => {
        this.#failure = error;
      });
      void this.#work.then(() => {
        this.#armed = undefined;
      });
    }, afterMs);
  }

  async #fire(moment: Moment): Promise<void> {
    this.#fired(moment);
    await this.#killAndStart();
    if (moment.againAfterMs !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, moment.againAfterMs));
      await this.#killAndStart();
    }
    const began = performance.now();
    await this.#house.whenReady();
    this.slowestRecoveryMs = Math.max(this.slowestRecoveryMs, performance.now() - began);
  }

  async #killAndStart(): Promise<void> {
    await this.#house.kill();
    this.kills += 1;
    this.#house.spawn();
  }
}
