import { hash, parseOptions, verify } from '@node-rs/argon2';
import type { AuthSettings } from '../config.ts';
import { HashGate } from './hash-gate.ts';
import { normalisePassword } from './new-password.ts';

/** `const enum`s of the library cannot be read across modules; argon2id is 2 (RFC 9106). */
const argon2id = 2;

/** Argon2id hashes in PHC format. Every hash and check goes through one gate per process. */
export class PasswordHasher {
  readonly #gate: HashGate;
  readonly #policy: { algorithm: number; memoryCost: number; timeCost: number; parallelism: number };
  #decoy: Promise<string> | undefined;

  constructor({ concurrency, queueMax, memoryKib, passes }: AuthSettings['hashing']) {
    this.#gate = new HashGate(concurrency, queueMax);
    this.#policy = { algorithm: argon2id, memoryCost: memoryKib, timeCost: passes, parallelism: 1 };
  }

  hash(password: string): Promise<string> {
    return this.#gate.run(() => hash(normalisePassword(password), this.#policy));
  }

  /**
   * Whether the password is the one that was hashed. Without a stored hash it does the same work against a decoy and
   * says no, so that an account that does not exist takes as long as one that does.
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    const hashed = stored ?? (await this.decoy());
    const right = await this.#gate.run(() => verify(hashed, normalisePassword(password)));
    return right && stored !== null;
  }

  /** A hash of the same cost that no password fits; made ahead so that the first guess does not pay for it. */
  decoy(): Promise<string> {
    this.#decoy ??= this.hash(crypto.randomUUID() + crypto.randomUUID());
    return this.#decoy;
  }

  /** Whether a stored hash is weaker than today's policy and should be made anew at the next sign-in. */
  isOutdated(stored: string): boolean {
    const { algorithm, memoryCost, timeCost } = parseOptions(stored);
    return (
      Number(algorithm) !== argon2id ||
      memoryCost < this.#policy.memoryCost ||
      timeCost < this.#policy.timeCost
    );
  }
}

/** Whether a text is an argon2id hash in PHC format, of at least the cost that this house asks for. */
export function isSoundHash(text: string): boolean {
  try {
    const { algorithm, memoryCost, timeCost } = parseOptions(text);
    return Number(algorithm) === argon2id && memoryCost >= 19_456 && timeCost >= 2;
  } catch {
    return false;
  }
}
