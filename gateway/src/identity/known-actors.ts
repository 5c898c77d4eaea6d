import type { Actor } from '@lastmile/kernel/actor';
import { Refusal } from '@lastmile/kernel/refusal';
import { Remembered } from './remembered.ts';

export interface KnownActorsOptions {
  /** Auth's answer to "what may this session": null when the session has ended. */
  readonly fetchActor: (sessionId: string) => Promise<Actor | null>;
  /** A request that must see a change of rights waits at most this long for it, in milliseconds. */
  readonly waitMaxMs?: number;
  /** Nothing is believed for longer than this without asking again, in milliseconds. */
  readonly freshMs?: number;
}

/**
 * What sessions may, as auth says, kept until auth says that it has changed (`auth.actor.changed`,
 * `auth.session.ended`) and never longer than a minute.
 */
export class KnownActors {
  readonly #waitMaxMs: number;
  readonly #bySession: Remembered<Actor>;
  /** The membership version that a session's next request must see. */
  readonly #expected = new Map<string, number>();

  constructor(options: KnownActorsOptions) {
    const { waitMaxMs = 2_000, freshMs = 60_000, fetchActor } = options;
    this.#waitMaxMs = waitMaxMs;
    this.#bySession = new Remembered({ fetch: fetchActor, ownerOf: ({ id }) => id, freshMs });
  }

  /**
   * The actor of a session. `membershipVersion` is one that the client has been answered; a change that the session
   * itself made is waited for in any case. Throws UNAUTHENTICATED when the session has ended.
   */
  async actorOf(sessionId: string, membershipVersion = 0): Promise<Actor> {
    const expected = Math.max(membershipVersion, this.#expected.get(sessionId) ?? 0);
    const deadline = Date.now() + this.#waitMaxMs;
    for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, 100)) {
      const actor = await this.#bySession.get(sessionId);
      if (!actor) throw new Refusal('UNAUTHENTICATED', 'The session has ended: sign in again.');
      if (actor.membershipVersion >= expected) {
        this.#expected.delete(sessionId);
        return actor;
      }
      if (Date.now() >= deadline) return actor;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      this.#bySession.forget(sessionId);
    }
  }

  /** From now on requests of this session wait for the version. */
  expect(sessionId: string, membershipVersion: number): void {
    this.#expected.set(sessionId, Math.max(membershipVersion, this.#expected.get(sessionId) ?? 0));
    this.#bySession.forget(sessionId);
  }

  forgetSession(sessionId: string): void {
    this.#bySession.forget(sessionId);
  }

  forgetUser(userId: string): void {
    this.#bySession.forgetOwner(userId);
  }

  /** When events may have been missed, nothing that is known counts any more. */
  forgetAll(): void {
    this.#bySession.forgetAll();
  }
}
