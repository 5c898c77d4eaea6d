import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from './actor.ts';

/** A key by which a partner's programs sign in: what it is looked up by, and what it is compared with. */
export interface ReadApiKey {
  /** May be shown and logged. */
  readonly prefix: string;
  /** SHA-256 of the whole key, base64url. The key has full entropy, so that this cannot be guessed backwards. */
  readonly hash: string;
}

/** What a key may do now, as auth says it to the gateway. */
export interface ApiKeyState {
  readonly apiKeyId: string;
  /** RFC 3339. */
  readonly expiresAt: string;
  readonly actor: Actor;
  readonly partner: {
    readonly id: string;
    /** Names its manifest and its contract. */
    readonly name: string;
    /** Cost per minute and per day. */
    readonly quotaPerMinute: number;
    readonly quotaPerDay: number;
  };
}

const shape = /^(lm_[a-z0-9]{10})_[\w-]{43}[\w-]{6}$/;
const letters = 'abcdefghijklmnopqrstuvwxyz012345';

/**
 * A new key: `lm_<10 letters>_<256 random bits><check>`. The beginning tells scanners of repositories and logs what they
 * have found; the check tells a mistyped key from an unknown one without asking anybody.
 */
export function newApiKey(): string {
  const prefix = [...randomBytes(10)].map((byte) => letters[byte % letters.length]).join('');
  return apiKeyFrom(prefix, randomBytes(32).toString('base64url'));
}

/** A key of given parts: ten small letters or digits, and 43 characters of base64url. Throws for other ones. */
export function apiKeyFrom(prefix: string, secret: string): string {
  const key = checked(`lm_${prefix}_${secret}`);
  if (!shape.test(key)) throw new TypeError('A key is made of 10 letters and 43 characters of base64url');
  return key;
}

/** Undefined for what is no key. */
export function readApiKey(text: string): ReadApiKey | undefined {
  const prefix = shape.exec(text)?.[1];
  if (!prefix || checked(text.slice(0, -6)) !== text) return undefined;
  return { prefix, hash: createHash('sha256').update(text).digest('base64url') };
}

function checked(body: string): string {
  return body + createHash('sha256').update(`check ${body}`).digest('base64url').slice(0, 6);
}
