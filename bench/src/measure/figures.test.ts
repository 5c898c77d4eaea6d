import { describe, expect, it } from '@jest/globals';
import { percentile, spread, spreadOf } from './figures.ts';
import { summarise } from './profile-process.ts';

describe('figures', () => {
  it('a median of an even number of rounds lies between the two in the middle', () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, least: 1, greatest: 4 });
    expect(spread([1_918, 1_850.4, 1_960])).toBe('1,918 (1,850–1,960)');
  });

  it('a percentile lies between its neighbours in proportion', () => {
    const hundred = Array.from({ length: 101 }, (_, at) => at);
    expect(percentile(hundred, 99)).toBe(99);
    expect(percentile([10, 20], 75)).toBe(17.5);
    expect(percentile([], 50)).toBeNaN();
  });
});

describe('a profile', () => {
  it('tells busy time by package and room, built-ins with their callers, idle time left out', () => {
    const frame = (url: string, functionName = 'f', lineNumber = 0) => ({
      ...{ url, functionName, lineNumber },
      ...{ scriptId: '0', columnNumber: 0 },
    });
    const { busyMs, places } = summarise({
      ...{ startTime: 0, endTime: 1 },
      nodes: [
        { id: 1, callFrame: frame('', '(idle)') },
        { id: 2, callFrame: frame('file:///x/node_modules/a/node_modules/@apollo/server/dist/a.js') },
        { id: 3, callFrame: frame('file:///x/packages/federation/dist/plan.js'), children: [5] },
        { id: 4, callFrame: frame('', '(garbage collector)') },
        { id: 5, callFrame: frame('', 'stringify', -1) },
      ],
      samples: [1, 2, 3, 2, 4, 5],
      timeDeltas: [9_000, 2_000, 1_000, 2_000, 500, 1_000],
    });
    expect(busyMs).toBe(6.5);
    expect(places).toEqual([
      { place: '@apollo/server', ms: 4 },
      { place: 'packages/federation', ms: 2 },
      { place: 'garbage collection', ms: 0.5 },
    ]);
  });
});
