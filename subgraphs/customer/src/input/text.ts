import { badInput } from '@lastmile/kernel/refusal';

/** Invisible characters that break lines, letters and logs; the ordinary space is none of them. */
const control = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** A text without spaces around it, of 1 to `max` characters. Throws BAD_INPUT naming `field`. */
export function requiredText(field: string, given: string | null | undefined, max = 100): string {
  const text = optionalText(field, given, max);
  if (text === null) throw badInput(field, 'this is needed and must not be empty');
  return text;
}

/** As requiredText, but absent or empty becomes null. */
export function optionalText(field: string, given: string | null | undefined, max = 100): string | null {
  const text = (given ?? '').trim().normalize('NFC');
  if (text === '') return null;
  if (text.length > max) throw badInput(field, `write at most ${max} characters, these are ${text.length}`);
  if (control.test(text)) throw badInput(field, 'write it in one line, without control characters');
  return text;
}

/** A word for programs: `RESIDENTIAL`, `WHOLESALE_2`. */
export function codeWord(field: string, given: string): string {
  if (!/^[A-Z][A-Z0-9_]{0,31}$/.test(given))
    throw badInput(
      field,
      'write it in capitals, digits and underscores, beginning with a letter, at most 32: RESIDENTIAL',
    );
  return given;
}
