import type { Actor, ClientPlace } from '@lastmile/kernel/actor';
import { Refusal } from '@lastmile/kernel/refusal';
import type { Credentials } from '../identity/credentials.ts';
import type { Identification, Identity, Standing } from '../identity/identify.ts';

/** Close codes: of graphql-transport-ws, of RFC 6455 (1001, 1012, 1013), and one of ours (4008). */
export const CloseCode = {
  goingAway: 1001,
  /** Rights have changed: connect again. */
  restart: 1012,
  /** Too many sockets of this user or address. */
  tryLater: 1013,
  tooSlow: 4008,
  badMessage: 4400,
  notReady: 4401,
  forbidden: 4403,
  noProtocol: 4406,
  initTimeout: 4408,
  duplicateId: 4409,
  initTwice: 4429,
  internal: 4500,
} as const;

/** The way to whoever is at the other end: a socket, or an answer that streams. */
export interface Connection {
  close(code: number, reason: string): void;
  /** Asks whether the other end is still there, or keeps proxies from taking the connection for a dead one. */
  ping(): void;
}

/** Nothing is believed for longer than this without asking auth again, in milliseconds. */
const sureMs = 60_000;
const heldMax = 1_000;
/** Of who has not signed in there is nothing to ask, and nothing that expires. */
const nobodysMs = Number.POSITIVE_INFINITY;

/** Who is at the other end of a connection, for as long as it is open; told nothing without rights that are sure. */
export class LiveCaller {
  readonly client: ClientPlace;
  readonly connection: Connection;
  readonly #identification: Pick<Identification, 'identify' | 'expectRights'>;
  credentials: Credentials;
  standing: Standing | undefined;
  /** In which round of pings its turn is. */
  round = 0;
  /** When it is looked at whether it has expired; see `Expiries`. */
  endsAt: number | undefined;
  #version = 0;
  /** Until then it may be told something at once; never longer than its token or key holds. */
  #sureUntil = nobodysMs;
  #held: (() => void)[] | undefined;

  constructor(
    client: ClientPlace,
    connection: Connection,
    identification: Pick<Identification, 'identify' | 'expectRights'>,
    credentials: Credentials,
  ) {
    this.client = client;
    this.credentials = credentials;
    this.connection = connection;
    this.#identification = identification;
  }

  /** Who it is now. Throws UNAUTHENTICATED, UNAVAILABLE. */
  async identify(): Promise<Identity> {
    const identity = await this.#identification.identify(this.credentials);
    this.standing = identity.standing;
    this.#version = identity.actor.version;
    this.#sureUntil = this.standing ? Math.min(Date.now() + sureMs, this.#expiresAt) : nobodysMs;
    // Requests are allowed some seconds for clocks that differ; what goes on being told is not.
    if (this.hasExpired) throw new Refusal('UNAUTHENTICATED', `${whyExpired(this.standing)}.`);
    return identity;
  }

  /** The caller has changed its own rights: what it asks for next sees that. */
  expectRights(membershipVersion: number): void {
    if (this.standing) this.#identification.expectRights(this.standing.id, membershipVersion);
  }

  /** Events may have been missed: nothing known counts any more. */
  unsure(): void {
    if (this.standing) this.#sureUntil = 0;
  }

  get hasExpired(): boolean {
    return Date.now() >= this.#expiresAt;
  }

  endExpired(): void {
    this.#end(CloseCode.forbidden, whyExpired(this.standing));
  }

  get #expiresAt(): number {
    return this.standing?.expiresAt ?? nobodysMs;
  }

  /** Whether it may be told something at once. */
  get isSure(): boolean {
    return !this.#held && Date.now() < this.#sureUntil;
  }

  /** Delivers at once where the rights are sure, and otherwise when auth has said that they are the same; in order. */
  tell(deliver: () => void): void {
    if (this.isSure) deliver();
    else if (this.hasExpired) this.endExpired();
    else if (this.#held) this.#hold(this.#held, deliver);
    else {
      this.#held = [deliver];
      void this.#askAgain();
    }
  }

  #hold(held: (() => void)[], deliver: () => void): void {
    if (held.length < heldMax) held.push(deliver);
    else this.#end(CloseCode.tooSlow, 'Your rights could not be checked for too long: connect again');
  }

  async #askAgain(): Promise<void> {
    const before: Actor['version'] = this.#version;
    try {
      const { actor } = await this.identify();
      if (actor.version !== before) {
        return this.#end(CloseCode.restart, 'Your rights have changed: connect again');
      }
    } catch (error) {
      if (this.hasExpired) return this.endExpired();
      const isOver = error instanceof Refusal && error.code === 'UNAUTHENTICATED';
      return isOver
        ? this.#end(CloseCode.forbidden, 'The session has ended')
        : this.#end(CloseCode.restart, 'Your rights cannot be checked now: connect again');
    }
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const deliver of held) deliver();
  }

  #end(code: number, reason: string): void {
    this.#held = [];
    this.connection.close(code, reason);
  }
}

const whyExpired = (standing: Standing | undefined) =>
  standing?.kind === 'apiKey'
    ? 'The API key has expired'
    : 'The access token has expired: refresh it and connect again';
