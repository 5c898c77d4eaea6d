export interface RememberedOptions<Value> {
  /** Asks whoever knows. */
  readonly fetch: (key: string) => Promise<Value | null>;
  /** Whose a value is, so that all of theirs can be forgotten together. */
  readonly ownerOf: (value: Value) => string;
  /** Nothing is believed for longer than this without asking again, in milliseconds. */
  readonly freshMs: number;
}

interface Entry<Value> {
  readonly value: Promise<Value | null>;
  readonly fetchedAt: number;
}

const entriesMax = 50_000;
/** Of owners that were forgotten lately: as long as a question can be on its way. */
const forgottenMax = 10_000;

/** What somebody else knows, kept until they say that it has changed, and never longer than `freshMs`. */
export class Remembered<Value> {
  readonly #options: RememberedOptions<Value>;
  readonly #byKey = new Map<string, Entry<Value>>();
  readonly #keysOf = new Map<string, Set<string>>();
  /** When each owner was last forgotten: what was asked before may be answered with what was true before. */
  readonly #forgottenAt = new Map<string, number>();
  /** Keys of which there was nothing: nobody's, and so anybody's. */
  readonly #nothing = new Set<string>();
  #lastForgottenAt = Number.NEGATIVE_INFINITY;

  constructor(options: RememberedOptions<Value>) {
    this.#options = options;
  }

  /** Whether it can be told without asking. */
  has(key: string): boolean {
    const known = this.#byKey.get(key);
    return known !== undefined && Date.now() - known.fetchedAt < this.#options.freshMs;
  }

  get(key: string): Promise<Value | null> {
    const known = this.#byKey.get(key);
    if (known && this.has(key)) return known.value;
    const value = this.#options.fetch(key);
    const entry = { value, fetchedAt: Date.now() };
    this.#byKey.set(key, entry);
    value.then(
      (found) => this.#index(key, found, entry),
      () => {
        if (this.#byKey.get(key) === entry) this.#byKey.delete(key);
      },
    );
    for (const oldest of this.#byKey.keys()) {
      if (this.#byKey.size <= entriesMax) break;
      this.#byKey.delete(oldest);
      this.#nothing.delete(oldest);
    }
    return value;
  }

  forget(key: string): void {
    this.#byKey.delete(key);
  }

  forgetOwner(owner: string): void {
    for (const key of this.#keysOf.get(owner) ?? []) this.#byKey.delete(key);
    this.#keysOf.delete(owner);
    for (const key of this.#nothing) this.#byKey.delete(key);
    this.#nothing.clear();
    this.#lastForgottenAt = Date.now();
    this.#forgottenAt.delete(owner);
    this.#forgottenAt.set(owner, this.#lastForgottenAt);
    for (const oldest of this.#forgottenAt.keys()) {
      if (this.#forgottenAt.size <= forgottenMax) break;
      this.#forgottenAt.delete(oldest);
    }
  }

  /** When news may have been missed, nothing that is known counts any more. */
  forgetAll(): void {
    this.#byKey.clear();
    this.#keysOf.clear();
    this.#nothing.clear();
    this.#lastForgottenAt = Date.now();
  }

  #index(key: string, value: Value | null, entry: Entry<Value>): void {
    if (this.#byKey.get(key) !== entry) return;
    if (!value) {
      if (this.#lastForgottenAt >= entry.fetchedAt) this.#byKey.delete(key);
      else this.#nothing.add(key);
      return;
    }
    this.#nothing.delete(key);
    const owner = this.#options.ownerOf(value);
    if ((this.#forgottenAt.get(owner) ?? Number.NEGATIVE_INFINITY) >= entry.fetchedAt) {
      this.#byKey.delete(key);
      return;
    }
    const keys = this.#keysOf.get(owner);
    if (keys) keys.add(key);
    else this.#keysOf.set(owner, new Set([key]));
  }
}
