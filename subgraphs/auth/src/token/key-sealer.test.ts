import { describe, expect, it } from '@jest/globals';
import { KeySealer } from './key-sealer.ts';

const secret = 'a-secret-that-is-long-enough-for-this-test';
const other = 'another-secret-that-is-long-enough-for-it';
const plain = Buffer.from('private');

describe('Sealing', () => {
  it('Given the same secret and subject, Then it opens; otherwise it says which setting is wrong', () => {
    const sealed = new KeySealer(secret).seal(plain, 'key-1');
    expect(new KeySealer(secret).open(sealed, 'key-1')).toEqual(plain);
    expect(() => new KeySealer(other).open(sealed, 'key-1')).toThrow('AUTH_KEY_SECRET');
    expect(() => new KeySealer(secret).open(sealed, 'key-2')).toThrow('AUTH_KEY_SECRET');
  });

  it('Given a secret being exchanged, Then the former one still opens', () => {
    const sealed = new KeySealer(secret).seal(plain, 'key-1');
    expect(new KeySealer(other, secret).open(sealed, 'key-1')).toEqual(plain);
  });

  it('gives the same fingerprint for the same text and purpose alone', () => {
    const sealer = new KeySealer(secret);
    const one = sealer.fingerprint('anna@example.com', 'account');
    expect(sealer.fingerprint('anna@example.com', 'account')).toEqual(one);
    expect(sealer.fingerprint('anna@example.com', 'place')).not.toEqual(one);
    expect(new KeySealer(other).fingerprint('anna@example.com', 'account')).not.toEqual(one);
  });
});
