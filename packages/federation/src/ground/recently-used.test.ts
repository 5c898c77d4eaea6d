import { describe, expect, it } from '@jest/globals';
import { RecentlyUsed } from './recently-used.ts';

describe('a bounded cache', () => {
  it('forgets the oldest entry that was not used', () => {
    const cache = new RecentlyUsed<string, number>(2);
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');
    cache.set('c', 3);
    expect([cache.get('a'), cache.get('b'), cache.get('c'), cache.size]).toEqual([1, undefined, 3, 2]);
  });

  it('stays within its size when everything is used', () => {
    const cache = new RecentlyUsed<number, number>(3);
    for (let i = 0; i < 50; i++) {
      cache.set(i, i);
      for (let k = 0; k <= i; k++) cache.get(k);
    }
    expect(cache.size).toBe(3);
    expect(cache.get(49)).toBe(49);
  });
});
