import type { Actor } from '@lastmile/kernel/actor';
import { Refusal } from '@lastmile/kernel/refusal';

export interface KnownActorsOptions {
  /** Auth's answer to "what may this session": null when the session has ended. */
  readonly fetchActor: (sessionId: string) => Promise<Actor | null>;
  /** A request that must see a change of rights waits at most this long for it, in milliseconds. */
  readonly waitMaxMs?: number;
  /** Nothing is believed for longer than this without asking again, in milliseconds. */
  readonly freshMs?: number;
}

interface Known {
  readonly actor: Promise<Actor | null>;
  readonly fetchedAt: number;
}

const knownMax = 50_000;

/**
 * What sessions may, as auth says, kept until auth says that it has changed (`auth.actor.changed`,
 * `auth.session.ended`) and never longer than a minute.
 */
export class KnownActors {
  readonly #options: Required<KnownActorsOptions>;
  readonly #bySession = new Map<string, Known>();
  readonly #sessionsOf = new Map<string, Set<string>>();
  /** The membership version that a session's next request must see. */
  readonly #expected = new Map<string, number>();

  constructor(options: KnownActorsOptions) {
    this.#options = { waitMaxMs: 2_000, freshMs: 60_000, ...options };
  }

  /**
   * The actor of a session. `membershipVersion` is one that the client has been answered; a change that the session
   * itself made is waited for in any case. Throws UNAUTHENTICATED when the session has ended.
   */
  async actorOf(sessionId: string, membershipVersion = 0): Promise<Actor> {
    const expected = Math.max(membershipVersion, this.#expected.get(sessionId) ?? 0);
    const deadline = Date.now() + this.#options.waitMaxMs;
    for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, 100)) {
      const actor = await this.#fetch(sessionId);
      if (!actor) throw new Refusal('UNAUTHENTICATED', 'The session has ended: sign in again.');
      if (actor.membershipVersion >= expected) {
        this.#expected.delete(sessionId);
        return actor;
      }
      if (Date.now() >= deadline) return actor;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      this.#bySession.delete(sessionId);
    }
  }

  /** From now on requests of this session wait for the version. */
  expect(sessionId: string, membershipVersion: number): void {
    this.#expected.set(sessionId, Math.max(membershipVersion, this.#expected.get(sessionId) ?? 0));
    this.#bySession.delete(sessionId);
  }

  forgetSession(sessionId: string): void {
    this.#bySession.delete(sessionId);
  }

  forgetUser(userId: string): void {
    for (const sessionId of this.#sessionsOf.get(userId) ?? []) this.#bySession.delete(sessionId);
    this.#sessionsOf.delete(userId);
  }

  /** When events may have been missed, nothing that is known counts any more. */
  forgetAll(): void {
    this.#bySession.clear();
    this.#sessionsOf.clear();
  }

  #fetch(sessionId: string): Promise<Actor | null> {
    const known = this.#bySession.get(sessionId);
    if (known && Date.now() - known.fetchedAt < this.#options.freshMs) return known.actor;
    const actor = this.#options.fetchActor(sessionId);
    this.#bySession.set(sessionId, { actor, fetchedAt: Date.now() });
    actor.then(
      (found) => this.#index(sessionId, found),
      () => this.#bySession.delete(sessionId),
    );
    for (const oldest of this.#bySession.keys()) {
      if (this.#bySession.size <= knownMax) break;
      this.#bySession.delete(oldest);
    }
    return actor;
  }

  #index(sessionId: string, actor: Actor | null): void {
    if (!actor) return;
    let sessions = this.#sessionsOf.get(actor.id);
    if (!sessions) {
      sessions = new Set();
      this.#sessionsOf.set(actor.id, sessions);
    }
    sessions.add(sessionId);
  }
}
