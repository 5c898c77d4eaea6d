import { type ApiKeyState, type ReadApiKey, readApiKey } from '@lastmile/kernel/api-key';
import { Refusal } from '@lastmile/kernel/refusal';
import { Remembered } from './remembered.ts';

/**
 * What keys of partners may, as auth says, kept until auth says that it has changed (`auth.partner.*`, `auth.apikey.*`)
 * and never longer than a minute. That a key is unknown is kept as well: nobody has a key before it is issued.
 */
export class KnownKeys {
  readonly #byKey: Remembered<ApiKeyState>;

  /** `fetchState` is auth's answer; null for a key that does not sign in. */
  constructor(fetchState: (key: ReadApiKey) => Promise<ApiKeyState | null>, freshMs = 60_000) {
    this.#byKey = new Remembered({
      fetch: (key) => {
        const [prefix = '', hash = ''] = key.split(' ');
        return fetchState({ prefix, hash });
      },
      ownerOf: ({ partner }) => partner.id,
      freshMs,
    });
  }

  /**
   * The state of a key as it was sent. `beforeAsking` is called where it is not known here already; what it throws
   * ends it. Throws UNAUTHENTICATED.
   */
  async stateOf(text: string, beforeAsking?: () => Promise<void>): Promise<ApiKeyState> {
    const read = readApiKey(text);
    if (!read)
      throw refused('This is no API key. It begins with lm_ and was shown once, when it was issued.');
    const key = `${read.prefix} ${read.hash}`;
    if (beforeAsking && !this.#byKey.has(key)) await beforeAsking();
    const state = await this.#byKey.get(key);
    if (!state || Date.parse(state.expiresAt) <= Date.now()) {
      throw refused(
        `The API key ${read.prefix}… does not sign in: it is unknown, expired or revoked, or its partner is suspended. Ask your provider for another one.`,
      );
    }
    return state;
  }

  forgetPartner(partnerId: string): void {
    this.#byKey.forgetOwner(partnerId);
  }

  forgetAll(): void {
    this.#byKey.forgetAll();
  }
}

const refused = (message: string) => new Refusal('UNAUTHENTICATED', message);
