import { describe, expect, it } from '@jest/globals';
import { compareHistories } from './check-history.ts';
import { planMoments, type Span } from './killer.ts';
import { SeededRandom } from './seeded-random.ts';

const spans: Span[] = [
  { step: 'quick', fromMs: 0, lengthMs: 10 },
  { step: 'slow', fromMs: 10, lengthMs: 5_000 },
  { step: 'last', fromMs: 5_010, lengthMs: 100 },
];

const killsOf = (moments: ReturnType<typeof planMoments>) =>
  moments.length + moments.filter(({ againAfterMs }) => againAfterMs !== undefined).length;

describe('the moments of a story', () => {
  it('are the same for a seed, others for another, and as many kills as were asked for', () => {
    const plan = (seed: number) => planMoments(new SeededRandom(seed), 8, spans);
    expect(plan(7)).toEqual(plan(7));
    expect(plan(8)).not.toEqual(plan(7));
    for (let seed = 0; seed < 200; seed += 1)
      for (const kills of [1, 2, 8])
        expect(killsOf(planMoments(new SeededRandom(seed), kills, spans))).toBe(kills);
  });

  it('lie within their steps, in the story’s order, and reach the quick steps too', () => {
    const moments = planMoments(new SeededRandom(1), 300, spans);
    expect(
      moments.every(({ span, afterMs }) => afterMs >= 0 && afterMs <= (spans[span]?.lengthMs ?? 0)),
    ).toBe(true);
    const places = moments.map(({ span, afterMs }) => (spans[span]?.fromMs ?? 0) + afterMs);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(moments.filter(({ span }) => span === 0).length).toBeGreaterThan(20);
    expect(moments.some(({ againAfterMs }) => againAfterMs !== undefined)).toBe(true);
  });
});

describe('histories held against each other', () => {
  it('say what is missing and what is there too often', () => {
    const wished = new Map([
      ['billing.invoice.created', 1],
      ['billing.invoice.paid', 1],
    ]);
    expect(compareHistories('story', new Map(wished), wished)).toEqual([]);
    expect(compareHistories('story', new Map([['billing.invoice.created', 2]]), wished)).toEqual([
      { kind: 'twice', what: 'story, billing.invoice.created: 2 instead of 1' },
      { kind: 'lost', what: 'story, billing.invoice.paid: 0 instead of 1' },
    ]);
  });
});
