import { badInput } from '@lastmile/kernel/refusal';
import { optionalText, requiredText } from './text.ts';

/** Length limits of RFC 5321; the rest is what mail servers take in practice. */
const emailPattern =
  /^(?=.{3,254}$)[^\s@<>()[\]\\,;:"]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;

/** An e-mail address in lower case. Throws BAD_INPUT naming `field`. */
export function emailAddress(field: string, given: string | null | undefined): string {
  const text = requiredText(field, given, 254).toLowerCase();
  const [local = ''] = text.split('@');
  if (!emailPattern.test(text) || local.startsWith('.') || local.endsWith('.') || local.includes('..'))
    throw badInput(field, 'this is not an e-mail address; write it like anna@example.org');
  return text;
}

/** A telephone number in E.164 (`+4915112345678`), whatever spaces, dashes, points and brackets it was written with. */
export function phoneNumber(field: string, given: string | null | undefined): string | null {
  const text =
    optionalText(field, given, 40)
      ?.replace(/[\s().\-/]/g, '')
      .replace(/^00/, '+') ?? null;
  if (text !== null && !/^\+[1-9]\d{6,14}$/.test(text))
    throw badInput(field, 'write the number with its country code, like +49 151 12345678');
  return text;
}

export function isLocale(text: string): boolean {
  try {
    return text.length <= 35 && Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

/** A language tag of BCP 47 in its canonical form. */
export function languageTag(field: string, given: string): string {
  if (!isLocale(given)) throw badInput(field, 'name a language by its tag of BCP 47, like de or en-GB');
  return Intl.getCanonicalLocales(given)[0] ?? given;
}

/** A country by its two letters (ISO 3166-1). */
export function countryCode(field: string, given: string): string {
  const code = given.trim().toUpperCase();
  const known =
    /^[A-Z]{2}$/.test(code) && new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code);
  if (!known || code === 'ZZ')
    throw badInput(field, 'name the country by its two letters of ISO 3166, like DE');
  return code;
}
