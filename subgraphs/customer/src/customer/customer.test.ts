import { describe, expect, it } from '@jest/globals';
import { changeParticulars, checkParticulars, displayName, nameKeys } from './customer.ts';

const person = { firstName: 'Zoë', lastName: 'Ångström', email: 'z@example.org' };

describe('particulars', () => {
  it('Given a person without a family name, then the field is named', () => {
    expect(() => checkParticulars('PERSON', { ...person, lastName: ' ' }, 'en')).toThrow(
      expect.objectContaining({ details: { field: 'lastName' } }),
    );
  });

  it('Given a person with a company’s name, then it is refused rather than dropped', () => {
    expect(() => checkParticulars('PERSON', { ...person, companyName: 'ACME' }, 'en')).toThrow(
      'make a COMPANY',
    );
  });

  it('Given a company, then the person to turn to may be left out', () => {
    const company = checkParticulars('COMPANY', { companyName: 'ACME', email: 'a@acme.de' }, 'de');
    expect(company).toMatchObject({ companyName: 'ACME', firstName: null, locale: 'de' });
    expect(displayName(company)).toBe('ACME');
  });

  it('Given a change, when a field is absent it stays, when it is null it is cleared', () => {
    const before = checkParticulars('PERSON', { ...person, phone: '+4930123456', taxId: 'DE1' }, 'en');
    const after = changeParticulars(before, { phone: null, firstName: 'Zoe' });
    expect(after).toEqual({ ...before, phone: null, firstName: 'Zoe' });
  });

  it('Given a change that clears what is needed, then it is refused', () => {
    const before = checkParticulars('PERSON', person, 'en');
    expect(() => changeParticulars(before, { lastName: null })).toThrow('lastName');
  });
});

describe('a name', () => {
  it('is found by either part first, without case and accents', () => {
    expect(nameKeys({ firstName: 'Zoë', lastName: 'Ångström', companyName: null })).toEqual({
      nameKey: 'angstrom zoe',
      givenNameKey: 'zoe angstrom',
    });
  });

  it('of a company is found by itself and by the person to turn to', () => {
    expect(nameKeys({ firstName: 'Jo', lastName: 'Doe', companyName: 'ACME  GmbH' })).toEqual({
      nameKey: 'acme gmbh',
      givenNameKey: 'jo doe',
    });
  });
});
