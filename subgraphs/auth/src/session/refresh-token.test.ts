import { describe, expect, it } from '@jest/globals';
import {
  decideRefresh,
  expiryOf,
  hashRefreshToken,
  isRefreshToken,
  newRefreshToken,
  openSuccessor,
  type RefreshFacts,
  sealSuccessor,
} from './refresh-token.ts';

const now = new Date('2026-11-23T12:00:00Z');
const before = (ms: number) => new Date(now.getTime() - ms);
const facts = (change: { session?: object; token?: object; userActive?: boolean }): RefreshFacts => ({
  now,
  graceMs: 10_000,
  userActive: change.userActive ?? true,
  session: { endedAt: null, expiresAt: new Date('2026-12-01T00:00:00Z'), generation: 7, ...change.session },
  token: { generation: 7, usedAt: null, ...change.token },
});

describe('A refresh token', () => {
  it('has 256 random bits and is known by its hash', () => {
    const tokens = new Set(Array.from({ length: 100 }, newRefreshToken));
    expect(tokens.size).toBe(100);
    for (const token of tokens) {
      expect(isRefreshToken(token)).toBe(true);
      expect(hashRefreshToken(token)).toHaveLength(32);
    }
  });

  it('Given its sealed successor, Then only the token itself opens it', () => {
    const [token, successor] = [newRefreshToken(), newRefreshToken()];
    const sealed = sealSuccessor(token, successor);
    expect(openSuccessor(token, sealed)).toBe(successor);
    expect(openSuccessor(newRefreshToken(), sealed)).toBeNull();
    expect(Buffer.from(sealed).toString('latin1')).not.toContain(successor);
    sealed[20] = (sealed[20] ?? 0) ^ 1;
    expect(openSuccessor(token, sealed)).toBeNull();
  });

  it('Given the current one, Then it rotates', () => {
    expect(decideRefresh(facts({}))).toBe('ROTATE');
  });

  it('Given one just used whose successor was not, Then the answer is repeated', () => {
    expect(decideRefresh(facts({ token: { generation: 6, usedAt: before(9_999) } }))).toBe('REPEAT');
  });

  it('Given one used longer ago than the grace, Then it counts as stolen', () => {
    expect(decideRefresh(facts({ token: { generation: 6, usedAt: before(10_000) } }))).toBe('REUSED');
  });

  it('Given one whose successor was used, Then it counts as stolen, grace or not', () => {
    expect(decideRefresh(facts({ token: { generation: 5, usedAt: before(1) } }))).toBe('REUSED');
  });

  it.each([
    ['an ended session', { session: { endedAt: now } }],
    ['an expired session', { session: { expiresAt: now } }],
    ['a deactivated user', { userActive: false }],
    [
      'an old token of an ended session',
      { session: { endedAt: now }, token: { generation: 1, usedAt: before(1) } },
    ],
  ])('Given %s, Then it is refused', (_, change) => {
    expect(decideRefresh(facts(change))).toBe('REFUSED');
  });

  it('Given a session that is kept busy, Then it ends at its absolute end all the same', () => {
    const latestEnd = new Date('2026-11-23T13:00:00Z');
    expect(expiryOf(now, 60_000, latestEnd)).toEqual(new Date('2026-11-23T12:01:00Z'));
    expect(expiryOf(now, 86_400_000, latestEnd)).toEqual(latestEnd);
  });
});
