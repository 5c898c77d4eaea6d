import { isKnownPassword } from './known-passwords.ts';
import { isPattern } from './trivial-patterns.ts';

/** NIST SP 800-63B-4, 3.1.1.2: at least 15 where the password is the only factor. In code points after NFKC. */
export const passwordLengthMin = 15;
/** At least 64 must be allowed; a bound keeps hashing cheap. */
export const passwordLengthMax = 256;

export type PasswordFault =
  | 'PASSWORD_TOO_SHORT'
  | 'PASSWORD_TOO_LONG'
  | 'PASSWORD_TOO_COMMON'
  | 'PASSWORD_UNREADABLE';

/** What to tell people; NIST wants the reason for a refusal said. */
export const passwordAdvice: Record<PasswordFault, string> = {
  PASSWORD_TOO_SHORT: `This password is too short: use at least ${passwordLengthMin} characters, for example four or five unrelated words. Any characters will do, spaces included.`,
  PASSWORD_TOO_LONG: `This password is too long: use at most ${passwordLengthMax} characters.`,
  PASSWORD_TOO_COMMON:
    'This password is among the first that would be guessed: a common one, a pattern of keys or digits, or your own name or e-mail. Choose another, for example four or five unrelated words.',
  PASSWORD_UNREADABLE:
    'This password holds control characters or broken Unicode, which cannot be typed again reliably. Leave them out.',
};

/** The same text however it was typed: one keyboard sends "é" as one code point, another as two (NIST: NFKC). */
export function normalisePassword(text: string): string {
  return text.normalize('NFKC');
}

/**
 * Why a new password is refused, or null. No rules of composition, since they make passwords worse. `context` are words
 * that belong to the account (e-mail, name), which a guesser tries first.
 */
export function findPasswordFault(text: string, context: readonly string[]): PasswordFault | null {
  if (/[\p{Cc}\p{Cs}]/u.test(text)) return 'PASSWORD_UNREADABLE';
  // Before normalising, since one code point can become eighteen: what is far too long is not worth the work.
  if (text.length > passwordLengthMax * 4) return 'PASSWORD_TOO_LONG';
  const password = normalisePassword(text);
  const length = [...password].length;
  if (length < passwordLengthMin) return 'PASSWORD_TOO_SHORT';
  if (length > passwordLengthMax) return 'PASSWORD_TOO_LONG';
  if (isPattern(password) || isKnownPassword(password, context)) return 'PASSWORD_TOO_COMMON';
  return null;
}
