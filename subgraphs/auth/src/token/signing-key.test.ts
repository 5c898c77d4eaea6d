import { describe, expect, it } from '@jest/globals';
import { type KeyTimes, planKeys, publishAheadMs, signingNow } from './signing-key.ts';

const day = 86_400_000;
const policy = { rotationMs: 30 * day, accessTokenMs: 600_000 };
const start = new Date('2026-01-01T00:00:00Z');

describe('Signing keys', () => {
  it('Given none, Then one is made that signs at once', () => {
    const { make } = planKeys([], policy, start);
    expect(make?.signsFrom).toEqual(start);
    expect(make?.signsUntil).toEqual(new Date(start.getTime() + policy.rotationMs));
  });

  it('Given a year in steps of ten minutes, Then a key always signs, was published ahead, and outlives its tokens', () => {
    let keys: KeyTimes[] = [];
    const seen = new Map<string, number>();
    const faults: string[] = [];
    let signed: { id: string; expires: number }[] = [];
    for (let now = start.getTime(); now < start.getTime() + 365 * day; now += 600_000) {
      const { make, drop } = planKeys(keys, policy, new Date(now));
      keys = keys.filter(({ id }) => !drop.includes(id));
      if (make) keys.push({ id: `key-${seen.size}`, ...make });
      for (const { id } of keys) if (!seen.has(id)) seen.set(id, now);
      const id = signingNow(keys, new Date(now))?.id ?? 'none';
      const publishedForMs = now - (seen.get(id) ?? now);
      if (id !== 'key-0' && publishedForMs < publishAheadMs - 600_000) faults.push(`${id} signs too early`);
      signed = signed.filter(({ expires }) => expires > now);
      signed.push({ id, expires: now + policy.accessTokenMs });
      for (const token of signed) {
        if (!keys.some((key) => key.id === token.id)) faults.push(`${token.id} is gone before its tokens`);
      }
      if (keys.length > 2) faults.push('too many keys');
    }
    expect(faults).toEqual([]);
    expect(seen.size).toBe(13);
  });

  it('Given that nothing ran for a year, Then a new key signs at once and the old one is dropped', () => {
    const { make } = planKeys([], policy, start);
    const old = { id: 'old', ...(make ?? { signsFrom: start, signsUntil: start, publishedTo: start }) };
    const later = new Date(start.getTime() + 365 * day);
    const plan = planKeys([old], policy, later);
    expect(plan.drop).toEqual(['old']);
    expect(plan.make?.signsFrom).toEqual(later);
  });
});
