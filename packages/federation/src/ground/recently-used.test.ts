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

  it('weighs no more than it may, whatever its entries weigh', () => {
    const cache = new RecentlyUsed<string, string>(100, 10);
    cache.set('a', 'a', 4);
    cache.set('b', 'b', 4);
    cache.get('a');
    cache.set('c', 'c', 5);
    expect([cache.get('a'), cache.get('b'), cache.get('c'), cache.weight]).toEqual(['a', undefined, 'c', 9]);
    cache.set('c', 'c', 1);
    cache.set('too heavy', 'x', 11);
    expect([cache.get('too heavy'), cache.size, cache.weight]).toEqual([undefined, 2, 5]);
    cache.delete('a');
    cache.set('all', 'x', 10);
    expect([cache.size, cache.weight]).toEqual([1, 10]);
  });
});
