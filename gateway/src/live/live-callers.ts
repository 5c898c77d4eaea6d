import { Expiries } from './expiries.ts';
import { FewByKey } from './few-by-key.ts';
import { CloseCode, type LiveCaller } from './live-caller.ts';
import type { LiveSettings } from './live-settings.ts';

type CallerSettings = Pick<LiveSettings, 'perUserMax' | 'perPartnerMax' | 'perAddressMax' | 'pingMs'>;

/** Pings go out in so many rounds, so that they do not all fall together. */
const rounds = 10;

/** Who is connected, so that connections end with what they lean on (token, session, rights) and stay within bounds. */
export class LiveCallers {
  readonly #settings: CallerSettings;
  /** By session or API key. */
  readonly #byStanding = new FewByKey<LiveCaller>();
  /** By user or partner. */
  readonly #byHolder = new FewByKey<LiveCaller>();
  readonly #expiries = new Expiries();
  readonly #perAddress = new Map<string, number>();
  readonly #all = new Set<LiveCaller>();
  readonly #pinging: NodeJS.Timeout;
  #round = 0;

  constructor(settings: CallerSettings) {
    this.#settings = settings;
    this.#pinging = setInterval(() => this.#ping(), settings.pingMs / rounds).unref();
  }

  get count(): number {
    return this.#all.size;
  }

  hasRoomFor(address: string): boolean {
    return (this.#perAddress.get(address) ?? 0) < this.#settings.perAddressMax;
  }

  /** Connected; who it is comes with `identified`. */
  add(caller: LiveCaller): void {
    this.#all.add(caller);
    caller.round = this.#all.size % rounds;
    const { address } = caller.client;
    this.#perAddress.set(address, (this.#perAddress.get(address) ?? 0) + 1);
  }

  /** False when its user has too many connections already. */
  identified(caller: LiveCaller): boolean {
    const { standing } = caller;
    // It may have left while it was asked about.
    if (!standing || !this.#all.has(caller)) return true;
    const { perUserMax, perPartnerMax } = this.#settings;
    const max = standing.kind === 'apiKey' ? perPartnerMax : perUserMax;
    if (this.#byHolder.count(standing.holderId) >= max) return false;
    this.#byHolder.add(standing.holderId, caller);
    this.#byStanding.add(standing.id, caller);
    this.#expiries.add(caller);
    return true;
  }

  remove(caller: LiveCaller): void {
    if (!this.#all.delete(caller)) return;
    const { address } = caller.client;
    const left = (this.#perAddress.get(address) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(address, left);
    else this.#perAddress.delete(address);
    const { standing } = caller;
    if (!standing) return;
    this.#byHolder.delete(standing.holderId, caller);
    this.#byStanding.delete(standing.id, caller);
    this.#expiries.remove(caller);
  }

  /** Ends the connections of a session or a key. */
  end(standingId: string, why: string): void {
    for (const { connection } of this.#byStanding.of(standingId)) {
      connection.close(CloseCode.forbidden, why);
    }
  }

  /** What was subscribed to with the old rights ends; clients come back with their cursors and the new rights. */
  renewHolder(holderId: string): void {
    for (const { connection } of this.#byHolder.of(holderId)) {
      connection.close(CloseCode.restart, 'Your rights have changed: connect again');
    }
  }

  /** Events may have been missed: each caller is asked about again before the next thing it is told. */
  unsure(): void {
    for (const caller of this.#all) caller.unsure();
  }

  /** Ends every connection. */
  stop(): void {
    clearInterval(this.#pinging);
    for (const { connection } of [...this.#all]) {
      connection.close(CloseCode.goingAway, 'Going away: connect again');
    }
  }

  #ping(): void {
    this.#round = (this.#round + 1) % rounds;
    for (const { round, connection } of this.#all) if (round === this.#round) connection.ping();
  }
}
