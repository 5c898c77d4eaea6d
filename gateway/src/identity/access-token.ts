import { Refusal } from '@lastmile/kernel/refusal';
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';

/** What an access token says: whose session it is and until when it holds. */
export interface AccessToken {
  readonly userId: string;
  readonly sessionId: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface AccessTokenOptions {
  /** The auth subgraph's public keys (RFC 7517). */
  readonly fetchKeys: () => Promise<JSONWebKeySet>;
  readonly issuer: string;
  readonly audience: string;
}

/** Signature algorithms that are accepted: never what the token itself proposes (RFC 8725, 3.1). */
const algorithms = ['EdDSA', 'Ed25519', 'ES256'];
const keysFreshMs = 300_000;
/** An unknown key id asks for the keys again, but not more often than this: it may be made up. */
const keysAgainMs = 5_000;
const knownTokensMax = 20_000;

/**
 * Checks access tokens (RFC 9068) with the auth subgraph's keys. A token that has been checked is remembered until it
 * expires, since a signature costs 300 µs; whether its session still stands is asked elsewhere, each time.
 */
export class AccessTokens {
  readonly #options: AccessTokenOptions;
  readonly #known = new Map<string, AccessToken>();
  #keys: { readonly find: ReturnType<typeof createLocalJWKSet>; readonly fetchedAt: number } | undefined;

  constructor(options: AccessTokenOptions) {
    this.#options = options;
  }

  /** Throws UNAUTHENTICATED, saying what to do. */
  async verify(token: string): Promise<AccessToken> {
    const known = this.#known.get(token);
    if (known) {
      if (known.expiresAt > Date.now()) return known;
      this.#known.delete(token);
    }
    const verified = await this.#verify(token);
    this.#known.set(token, verified);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= knownTokensMax) break;
      this.#known.delete(oldest);
    }
    return verified;
  }

  async #verify(token: string): Promise<AccessToken> {
    const { issuer, audience } = this.#options;
    try {
      const { payload } = await this.#withKeys((find) =>
        jwtVerify(token, find, { issuer, audience, typ: 'at+jwt', algorithms, clockTolerance: 5 }),
      );
      const { sub, sid, exp } = payload;
      if (typeof sub !== 'string' || typeof sid !== 'string' || typeof exp !== 'number') throw refused();
      return { userId: sub, sessionId: sid, expiresAt: exp * 1_000 };
    } catch (error) {
      if (error instanceof errors.JWTExpired) {
        throw new Refusal(
          'UNAUTHENTICATED',
          'The access token has expired: call refreshSession, without this header.',
        );
      }
      if (error instanceof errors.JOSEError) throw refused();
      throw error;
    }
  }

  async #withKeys<T>(use: (find: ReturnType<typeof createLocalJWKSet>) => Promise<T>): Promise<T> {
    const keys = await this.#fresh(keysFreshMs);
    try {
      return await use(keys);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      return await use(await this.#fresh(keysAgainMs));
    }
  }

  async #fresh(ageMaxMs: number) {
    if (!this.#keys || Date.now() - this.#keys.fetchedAt > ageMaxMs) {
      try {
        this.#keys = { find: createLocalJWKSet(await this.#options.fetchKeys()), fetchedAt: Date.now() };
      } catch (error) {
        // The keys that are there still hold; without any, nobody can be told apart.
        if (!this.#keys) {
          throw new Refusal(
            'UNAVAILABLE',
            'Signing in cannot be checked for the moment. Try again shortly.',
            { cause: String(error) },
          );
        }
      }
    }
    return this.#keys.find;
  }
}

function refused(): Refusal {
  return new Refusal('UNAUTHENTICATED', 'The access token is not valid here: sign in again.');
}
