import { badInput } from '@lastmile/kernel/refusal';
import { emailAddress, languageTag, phoneNumber } from '../input/contact.ts';
import { optionalText, requiredText } from '../input/text.ts';
import { next, type Transitions } from '../state/transition.ts';

export type CustomerKind = 'PERSON' | 'COMPANY';
export type CustomerStatus = 'ACTIVE' | 'CLOSED';

export const customerTransitions: Transitions<CustomerStatus, 'close'> = {
  ACTIVE: { close: 'CLOSED' },
  CLOSED: {},
};

export const afterClosing = (status: CustomerStatus) => next(customerTransitions, status, 'close');

/** Who a customer is and how to reach them. */
export interface Particulars {
  readonly kind: CustomerKind;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly companyName: string | null;
  readonly registrationNumber: string | null;
  readonly taxId: string | null;
  readonly email: string;
  readonly phone: string | null;
  readonly locale: string;
}

type Given = { readonly [Field in keyof Omit<Particulars, 'kind'>]?: string | null | undefined };

/** Particulars as they are kept, from what was written. Throws BAD_INPUT naming the field. */
export function checkParticulars(kind: CustomerKind, given: Given, defaultLocale: string): Particulars {
  const locale = given.locale ?? defaultLocale;
  return {
    kind,
    ...(kind === 'PERSON' ? personNames(given) : companyNames(given)),
    taxId: registryNumber('taxId', given.taxId),
    email: emailAddress('email', given.email),
    phone: phoneNumber('phone', given.phone),
    locale: languageTag('locale', locale),
  };
}

function personNames(given: Given) {
  for (const field of ['companyName', 'registrationNumber'] as const) {
    if (given[field]) throw badInput(field, 'a person has none; leave it out or make a COMPANY');
  }
  return {
    firstName: requiredText('firstName', given.firstName),
    lastName: requiredText('lastName', given.lastName),
    companyName: null,
    registrationNumber: null,
  };
}

/** A company may name the person to turn to. */
function companyNames(given: Given) {
  return {
    firstName: optionalText('firstName', given.firstName),
    lastName: optionalText('lastName', given.lastName),
    companyName: requiredText('companyName', given.companyName, 200),
    registrationNumber: registryNumber('registrationNumber', given.registrationNumber),
  };
}

function registryNumber(field: string, given: string | null | undefined): string | null {
  const text = optionalText(field, given, 40)?.toUpperCase() ?? null;
  if (text !== null && !/^[\p{L}\p{N}][\p{L}\p{N} ./-]*$/u.test(text))
    throw badInput(field, 'write it with letters, digits, spaces, points, slashes and dashes only');
  return text;
}

/** Particulars after a change: what is absent stays, null or empty clears what may be empty. */
export function changeParticulars(current: Particulars, changes: Given): Particulars {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  return checkParticulars(current.kind, { ...current, ...given }, current.locale);
}

/** What lists call the customer. */
export function displayName(customer: Pick<Particulars, 'firstName' | 'lastName' | 'companyName'>): string {
  return customer.companyName ?? `${customer.firstName} ${customer.lastName}`;
}

/** By what a name is searched and sorted: family name first, and given name first. */
export function nameKeys(customer: Pick<Particulars, 'firstName' | 'lastName' | 'companyName'>) {
  const person = [customer.lastName, customer.firstName].filter((name) => name !== null);
  const family = foldName(customer.companyName ?? person.join(' '));
  const given = foldName(person.length > 0 ? [...person].reverse().join(' ') : (customer.companyName ?? ''));
  return { nameKey: family, givenNameKey: given };
}

/** A name without the differences that people do not type: case, accents, doubled spaces. */
export function foldName(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}

export const formatCustomerNumber = (ordinal: bigint) => `C${String(ordinal).padStart(7, '0')}`;
