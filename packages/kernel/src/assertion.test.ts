import { describe, expect, it } from '@jest/globals';
import { anonymous } from './actor.ts';
import { signAssertion, verifyAssertion } from './assertion.ts';

const key = 'k'.repeat(32);
const assertion = { audience: 'billing', actor: anonymous, correlationId: 'c' };
const signed = signAssertion(assertion, 'body', key, 1_000);
const expected = { audience: 'billing', body: 'body', keys: [key], now: 2_000 };

describe('an assertion', () => {
  it('says what was signed', () => {
    expect(verifyAssertion(signed, expected)).toMatchObject(assertion);
    expect(verifyAssertion(signed, { ...expected, keys: ['new'.repeat(12), key] })).toMatchObject(assertion);
  });

  it.each([
    ['another body', { body: 'other' }],
    ['another audience', { audience: 'auth' }],
    ['a time after it expired', { now: 61_001 }],
    ['other keys', { keys: ['x'.repeat(32)] }],
    ['no keys', { keys: [] }],
  ])('does not count for %s', (_what, change) => {
    expect(() => verifyAssertion(signed, { ...expected, ...change })).toThrow(/answers the gateway only/);
  });

  it.each([undefined, '', '.', 'a.b', 'a.b.c', `${signed}x`])('that is %j does not count', (token) => {
    expect(() => verifyAssertion(token, expected)).toThrow(/answers the gateway only/);
  });
});
