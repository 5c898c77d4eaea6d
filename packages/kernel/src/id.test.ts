import { describe, expect, it } from '@jest/globals';
import { isId, newId } from './id.ts';

describe('ids', () => {
  it('are UUIDs of version 7, each different', () => {
    const first = newId();
    expect(isId(first)).toBe(true);
    expect(first[14]).toBe('7');
    expect(newId()).not.toBe(first);
  });
  it('do not accept what is not a UUID', () => {
    expect(isId('1 or 1=1')).toBe(false);
  });
});
