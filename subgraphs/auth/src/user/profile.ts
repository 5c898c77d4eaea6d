import { badInput } from '@lastmile/kernel/refusal';

const nameLengthMax = 200;
const localeLengthMax = 35;

/** A language tag of BCP 47 in its canonical form ("de-AT"). Throws BAD_INPUT. */
export function readLocale(text: string, field = 'locale'): string {
  try {
    const [locale] = Intl.getCanonicalLocales(text);
    if (locale && locale.length <= localeLengthMax) return locale;
  } catch {
    // Not a tag at all: said below.
  }
  throw badInput(field, 'this is no language tag; write it like "en", "de-AT" or "pt-BR"');
}

/** How a person is called, or null where nothing was given. Throws BAD_INPUT. */
export function readDisplayName(text: string | null | undefined, field = 'displayName'): string | null {
  const name = text?.normalize('NFC').trim();
  if (!name) return null;
  if (name.length > nameLengthMax || /[\p{Cc}\p{Cs}]/u.test(name)) {
    throw badInput(field, `a name has at most ${nameLengthMax} characters, without line breaks`);
  }
  return name;
}

/** A phone number in E.164 ("+4915112345678"), spaces and dashes taken out. Throws BAD_INPUT. */
export function readPhone(text: string | null | undefined, field = 'phone'): string | null {
  const phone = text?.replaceAll(/[\s()./-]/g, '');
  if (!phone) return null;
  if (!/^\+[1-9]\d{6,14}$/.test(phone)) {
    throw badInput(field, 'write the number with its country code, like +4915112345678');
  }
  return phone;
}
