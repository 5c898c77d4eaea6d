import { describe, expect, it } from '@jest/globals';
import { type Failure, failureWindowMs, familiarPlacesMax, waitBeforeTry } from './sign-in-throttle.ts';

const start = Date.parse('2026-11-23T00:00:00Z');
const at = (ms: number) => new Date(start + ms);

/** Tries again as soon as it may, for as long as a window lasts; returns how often it could. */
function guessAllDay(familiar: boolean, samePlace: boolean): Failure[] {
  const failures: Failure[] = [];
  for (let now = 0; now < failureWindowMs; ) {
    const wait = waitBeforeTry(failures, familiar, at(now));
    if (wait === 0) failures.push({ at: at(now), settled: true, familiar, samePlace });
    now += Math.max(wait, 1);
  }
  return failures;
}

describe('Throttling of sign-ins', () => {
  it('Given a few typing errors, Then nobody waits', () => {
    const few = Array.from({ length: 4 }, () => ({
      at: at(0),
      settled: true,
      familiar: false,
      samePlace: true,
    }));
    expect(waitBeforeTry(few, false, at(1))).toBe(0);
  });

  it('Given guesses from ever new places all day, Then there are at most 40, with growing pauses', () => {
    const failures = guessAllDay(false, false);
    expect(failures).toHaveLength(40);
    const pause = (n: number) => (failures[n]?.at.getTime() ?? 0) - (failures[n - 1]?.at.getTime() ?? 0);
    expect(pause(39)).toBeGreaterThan(pause(10));
    expect(pause(39)).toBe(600_000);
  });

  it('Given guesses from one strange place, Then there are at most 15', () => {
    expect(guessAllDay(false, true)).toHaveLength(15);
  });

  it('Given all places guessing all day, Then an account has at most 100 wrong tries', () => {
    const strange = guessAllDay(false, false).length;
    const familiar = guessAllDay(true, true).length;
    expect(strange + familiarPlacesMax * familiar).toBeLessThanOrEqual(100);
  });

  it('Given strangers who used up all their tries, Then a familiar place does not wait', () => {
    const strangers = guessAllDay(false, false);
    expect(waitBeforeTry(strangers, false, at(failureWindowMs - 1))).toBeGreaterThan(0);
    expect(waitBeforeTry(strangers, true, at(failureWindowMs - 1))).toBe(0);
  });

  it('Given many tries under way at once, Then no more pass than are allowed, and the wait is short', () => {
    const pending = Array.from({ length: 40 }, () => ({
      at: at(0),
      settled: false,
      familiar: false,
      samePlace: false,
    }));
    expect(waitBeforeTry(pending.slice(1), false, at(0))).toBe(0);
    expect(waitBeforeTry(pending, false, at(0))).toBe(1_000);
  });

  it('Given a full window, When its oldest failures leave it, Then a try is free again', () => {
    const full = Array.from({ length: 40 }, (_, n) => ({
      at: at(n),
      settled: true,
      familiar: false,
      samePlace: false,
    }));
    expect(waitBeforeTry(full, false, at(1_000))).toBe(failureWindowMs - 1_000);
  });
});
