/** A wrong password of the last day for one account, or a try whose outcome is not known yet. */
export interface Failure {
  readonly at: Date;
  /** Known to be wrong; a try still under way counts towards the most that are allowed, but makes nobody wait. */
  readonly settled: boolean;
  /** Whether it came from the place that asks now. */
  readonly samePlace: boolean;
  /** Whether it came from a place that this account had been signed in from before. */
  readonly familiar: boolean;
}

export const failureWindowMs = 86_400_000;
/** How many familiar places are remembered for an account, the latest. */
export const familiarPlacesMax = 3;
export const familiarForMs = 90 * 86_400_000;

/** Wrong tries a day: from all strange places together, and from each familiar one. At most 40 + 3 × 20 = 100. */
const strangeMax = 40;
const familiarMax = 20;
const strangePlaceMax = 15;

const seconds = 1_000;
const minutes = 60_000;
/** When all that are allowed are under way at once. */
const crowdedWaitMs = 1_000;
/** How long to wait after the nth failure; the last one holds from there on. */
const strangeWaits = waits(
  [5, 0],
  [5, 5 * seconds],
  [10, 30 * seconds],
  [10, 2 * minutes],
  [10, 10 * minutes],
);
const familiarWaits = waits([5, 0], [5, 5 * seconds], [10, 60 * seconds]);

/**
 * How long the caller has to wait before a password may be tried on this account, 0 if not at all. Counted are failures
 * of the last 24 hours.
 *
 * Places (addresses) are of two kinds. A familiar one is where this account has been signed in from: it is counted by
 * itself, so whatever strangers do elsewhere, the owner is not kept out. All strange places are counted together, with
 * growing pauses, so that many addresses gain nothing. Both together never allow more than 100 wrong tries a day
 * (NIST SP 800-63B-4, 3.2.2). The same holds for an e-mail that nobody has, so that waiting says nothing about it.
 */
export function waitBeforeTry(failures: readonly Failure[], fromFamiliarPlace: boolean, now: Date): number {
  if (fromFamiliarPlace) {
    return waitOf(
      failures.filter(({ samePlace }) => samePlace),
      familiarWaits,
      familiarMax,
      now,
    );
  }
  const strange = failures.filter(({ familiar }) => !familiar);
  const here = strange.filter(({ samePlace }) => samePlace);
  return Math.max(
    waitOf(strange, strangeWaits, strangeMax, now),
    waitOf(here, strangeWaits, strangePlaceMax, now),
  );
}

function waitOf(failures: readonly Failure[], table: readonly number[], most: number, now: Date): number {
  const wrong = failures.filter(({ settled }) => settled);
  const times = wrong.map(({ at }) => at.getTime()).sort((a, b) => a - b);
  const last = times.at(-1) ?? Number.NEGATIVE_INFINITY;
  const pause = last + (table[Math.min(times.length, table.length) - 1] ?? 0);
  // Full: wait until the oldest of the last `most` has left the window.
  const full = (times.at(-most) ?? Number.NEGATIVE_INFINITY) + failureWindowMs;
  const crowded = failures.length >= most ? now.getTime() + crowdedWaitMs : 0;
  return Math.max(0, Math.max(pause, full, crowded) - now.getTime());
}

function waits(...steps: readonly (readonly [times: number, ms: number])[]): number[] {
  return steps.flatMap(([times, ms]) => Array.from({ length: times }, () => ms));
}
