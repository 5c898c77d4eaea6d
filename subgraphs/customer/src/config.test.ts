import { describe, expect, it } from '@jest/globals';
import { customerSettings } from './config.ts';

describe('settings', () => {
  it('all have a default', () => {
    expect(customerSettings({})).toEqual({
      firstRegion: { name: 'First region', timeZone: 'Europe/Berlin', currency: 'EUR' },
      defaultLocale: 'en',
      defaultSegment: { PERSON: 'RESIDENTIAL', COMPANY: 'BUSINESS' },
      profilesPerUserMax: 20,
      keysKeptDays: 30,
    });
  });

  it.each([
    ['CUSTOMER_REGION_TIME_ZONE', 'Berlin', 'IANA'],
    ['CUSTOMER_REGION_CURRENCY', 'EURO', 'ISO 4217'],
    ['CUSTOMER_DEFAULT_LOCALE', '??', 'BCP 47'],
    ['CUSTOMER_DEFAULT_SEGMENT', 'small', 'CUSTOMER_DEFAULT_SEGMENT'],
    ['CUSTOMER_PROFILES_PER_USER_MAX', '0', 'CUSTOMER_PROFILES_PER_USER_MAX'],
  ])('%s=%s is refused at the start: %s', (name, value, words) => {
    expect(() => customerSettings({ [name]: value })).toThrow(words);
  });
});
