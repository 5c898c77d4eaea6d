import { type CryptoKey, importJWK } from 'jose';
import type { KeySealer } from './key-sealer.ts';
import { type SealedKey, signatureAlgorithm } from './signing-key.ts';

const openedMax = 16;

/** Private keys by their id, ready to sign: opening and importing one costs more than a signature. */
export class OpenedKeys {
  readonly #sealer: KeySealer;
  readonly #opened = new Map<string, Promise<CryptoKey | Uint8Array>>();

  constructor(sealer: KeySealer) {
    this.#sealer = sealer;
  }

  /** Throws when AUTH_KEY_SECRET is not the one that the key was sealed with. */
  get(key: SealedKey): Promise<CryptoKey | Uint8Array> {
    const known = this.#opened.get(key.id);
    if (known) return known;
    const opened = this.#open(key);
    opened.catch(() => this.#opened.delete(key.id));
    this.#opened.set(key.id, opened);
    for (const oldest of this.#opened.keys()) {
      if (this.#opened.size <= openedMax) break;
      this.#opened.delete(oldest);
    }
    return opened;
  }

  async #open(key: SealedKey): Promise<CryptoKey | Uint8Array> {
    return importJWK(JSON.parse(this.#sealer.open(key.sealedPrivate, key.id).toString()), signatureAlgorithm);
  }
}
