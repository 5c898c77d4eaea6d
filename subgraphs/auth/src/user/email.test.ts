import { describe, expect, it } from '@jest/globals';
import { emailKey, readEmail } from './email.ts';

describe('An e-mail', () => {
  it.each(['anna@example.com', ' anna.b+x@sub.example.co ', 'änne@bücher.example', "o'neil@example.org"])(
    'Given %j, Then it is taken',
    (text) => expect(readEmail(text)).toBe(text.trim()),
  );

  it.each([
    '',
    'anna',
    '@example.com',
    'anna@',
    'anna@localhost',
    'a b@example.com',
    'anna@exa mple.com',
    'anna@@example.com',
    'anna@example.com\r\nBcc: all@example.com',
    'anna@-example.com',
    `${'a'.repeat(65)}@example.com`,
    `anna@${'a.'.repeat(130)}com`,
    '<anna@example.com>',
  ])('Given %j, Then it is refused with its field', (text) => {
    expect(() => readEmail(text)).toThrow(/^email: /);
  });

  it('is the same login in upper and lower case, composed and not', () => {
    expect(emailKey('ANNA@Example.COM')).toBe(emailKey('anna@example.com'));
    expect(emailKey('ÄNNE@example.com'.normalize('NFD'))).toBe(emailKey('änne@example.com'));
  });
});
