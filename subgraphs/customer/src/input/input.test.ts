import { describe, expect, it } from '@jest/globals';
import { countryCode, emailAddress, languageTag, phoneNumber } from './contact.ts';
import { macAddress, serialNumber } from './hardware.ts';
import { codeWord, optionalText, requiredText } from './text.ts';

const refused = (field: string) => expect.objectContaining({ code: 'BAD_INPUT', details: { field } });

describe('a text', () => {
  it('is kept without spaces around it', () => {
    expect(requiredText('name', '  Zoë ')).toBe('Zoë');
  });

  it.each(['', '   ', null])('that is needed and %j is refused', (given) => {
    expect(() => requiredText('name', given)).toThrow(refused('name'));
  });

  it('of the greatest length is taken, and one character more refused with both numbers', () => {
    expect(requiredText('name', 'x'.repeat(100))).toHaveLength(100);
    expect(() => requiredText('name', 'x'.repeat(101))).toThrow('at most 100 characters, these are 101');
  });

  it.each(['a\nb', 'a\u0000b', 'a\u202eb'])('with characters that are not seen (%j) is refused', (given) => {
    expect(() => optionalText('name', given)).toThrow(refused('name'));
  });
});

describe('an e-mail address', () => {
  it.each([
    ['Anna.Mueller+isp@Example.ORG', 'anna.mueller+isp@example.org'],
    [' a@b.de ', 'a@b.de'],
    ['info@bücher.example', 'info@bücher.example'],
  ])('%s is kept as %s', (given, kept) => {
    expect(emailAddress('email', given)).toBe(kept);
  });

  it.each([
    '',
    'anna',
    'anna@',
    '@example.org',
    'a@b',
    'a b@example.org',
    'a@-b.de',
    'a..b@c.de',
    '.a@b.de',
    'a@b..de',
    'a@b.de\r\nBcc: x@y.de',
    `${'a'.repeat(65)}@b.de`,
  ])('%j is refused', (given) => {
    expect(() => emailAddress('email', given)).toThrow(refused('email'));
  });
});

describe('a telephone number', () => {
  it.each([
    ['+49 (151) 123-45678', '+4915112345678'],
    ['0049151 12345678', '+4915112345678'],
    ['', null],
    [undefined, null],
  ])('%j is kept as %j', (given, kept) => {
    expect(phoneNumber('phone', given)).toBe(kept);
  });

  it.each(['0151 12345678', '+49', '+1234567890123456', 'call me', '+0123456789'])(
    '%j is refused',
    (given) => {
      expect(() => phoneNumber('phone', given)).toThrow(refused('phone'));
    },
  );
});

describe('a MAC address', () => {
  it.each(['00:1A:2B:3C:4D:5E', '00-1a-2b-3c-4d-5e', '001A.2B3C.4D5E', '001a2b3c4d5e'])(
    '%s is kept with colons, in lower case',
    (given) => {
      expect(macAddress('mac', given)).toBe('00:1a:2b:3c:4d:5e');
    },
  );

  it.each([
    ['00:1A:2B:3C:4D', '12 hexadecimal digits'],
    ['00:1A-2B:3C:4D:5E', '12 hexadecimal digits'],
    ['00:1A:2B:3C:4D:5G', '12 hexadecimal digits'],
    ['01:00:5e:00:00:01', 'for groups'],
    ['ff:ff:ff:ff:ff:ff', 'for groups'],
    ['00:00:00:00:00:00', 'other than all zeros'],
  ])('%s is refused: %s', (given, words) => {
    expect(() => macAddress('mac', given)).toThrow(words);
  });
});

describe('a serial number', () => {
  it('is kept in capitals', () => {
    expect(serialNumber('serial', ' alclf1234567 ')).toBe('ALCLF1234567');
  });

  it.each(['', 'abc', '-abcd', 'ab cd', 'x'.repeat(41)])('%j is refused', (given) => {
    expect(() => serialNumber('serial', given)).toThrow(refused('serial'));
  });
});

describe('codes', () => {
  it('name a country, a language and a segment as their lists write them', () => {
    expect(countryCode('country', 'de')).toBe('DE');
    expect(languageTag('locale', 'EN-gb')).toBe('en-GB');
    expect(codeWord('segment', 'WHOLESALE_2')).toBe('WHOLESALE_2');
  });

  it('that are on no list are refused', () => {
    expect(() => countryCode('country', 'XQ')).toThrow(refused('country'));
    expect(() => countryCode('country', 'Germany')).toThrow(refused('country'));
    expect(() => languageTag('locale', 'not a language')).toThrow(refused('locale'));
    expect(() => codeWord('segment', 'small')).toThrow(refused('segment'));
  });
});
