import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newApiKey, readApiKey } from './api-key.ts';

describe('An API key', () => {
  it('is read back as its prefix and its hash, and no two are alike', () => {
    const keys = Array.from({ length: 100 }, newApiKey);
    expect(new Set(keys).size).toBe(100);
    for (const key of keys) {
      expect(readApiKey(key)).toEqual({
        prefix: key.slice(0, 13),
        hash: createHash('sha256').update(key).digest('base64url'),
      });
    }
  });

  it('mistyped anywhere, cut off or with more behind it is none', () => {
    const key = newApiKey();
    for (let at = 0; at < key.length; at += 1) {
      const other = key[at] === 'a' ? 'b' : 'a';
      expect(readApiKey(key.slice(0, at) + other + key.slice(at + 1))).toBeUndefined();
    }
    for (const text of ['', key.slice(1), key.slice(0, -1), `${key}a`, ` ${key}`, `${key}\n`, 'Bearer x'])
      expect(readApiKey(text)).toBeUndefined();
  });
});
