import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const nonceLength = 12;
const tagLength = 16;

/**
 * What may not lie in the database as it is. Keys are derived from AUTH_KEY_SECRET per purpose (HKDF-SHA-256); sealing is
 * AES-256-GCM bound to `about`, so that a sealed text cannot be moved to another row.
 */
export class KeySealer {
  readonly #secrets: readonly string[];

  /** The first secret seals; the others only open, while secrets are being exchanged. */
  constructor(secret: string, previous?: string) {
    this.#secrets = previous ? [secret, previous] : [secret];
  }

  seal(plain: Uint8Array, about: string): Uint8Array<ArrayBuffer> {
    return sealWith(derive(this.#current(), 'seal'), plain, about);
  }

  /** Throws when none of the secrets is the one that it was sealed with, or when it was changed. */
  open(sealed: Uint8Array, about: string): Buffer {
    for (const secret of this.#secrets) {
      const plain = openWith(derive(secret, 'seal'), sealed, about);
      if (plain) return plain;
    }
    throw new Error(
      'A signing key cannot be opened: AUTH_KEY_SECRET is not the secret that it was sealed with. Set the former one as AUTH_KEY_SECRET_PREVIOUS.',
    );
  }

  /** A keyed hash: equal for equal texts, and without the secret nobody can try out texts against it. */
  fingerprint(text: string, purpose: string): Buffer {
    return createHmac('sha256', derive(this.#current(), purpose)).update(text).digest();
  }

  #current(): string {
    const [secret] = this.#secrets;
    if (secret === undefined) throw new Error('A sealer needs a secret');
    return secret;
  }
}

function derive(secret: string | Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `lastmile auth ${purpose}`, 32));
}

export function sealWith(key: Uint8Array, plain: Uint8Array, about: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return new Uint8Array(Buffer.concat([nonce, body, cipher.getAuthTag()]));
}

/** Null when the key is another one, or the text is not as it was sealed. */
export function openWith(key: Uint8Array, sealed: Uint8Array, about: string): Buffer | null {
  const text = Buffer.from(sealed);
  if (text.length < nonceLength + tagLength) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, text.subarray(0, nonceLength))
    .setAAD(Buffer.from(about))
    .setAuthTag(text.subarray(-tagLength));
  try {
    return Buffer.concat([decipher.update(text.subarray(nonceLength, -tagLength)), decipher.final()]);
  } catch {
    return null;
  }
}

/** A key that only who knows `secret` has. */
export { derive as deriveKey };
