import type { EventEnvelope } from './envelope.ts';
import { writeCursor } from './live-cursor.ts';
import type { LiveRequest, LiveUpdate } from './live-updates.ts';
import type { LogHead } from './read-log.ts';

/** Events that wait for a slow reader at most; beyond it they are forgotten and the reader is told to resync. */
export const BUFFER_MAX = 1_000;

/** One live subscription: takes what matches, and keeps it until it is read. */
export class LiveSubscriber {
  readonly #types: ReadonlySet<string>;
  readonly #withBulk: boolean;
  readonly #head: () => LogHead;
  #waiting: EventEnvelope[] = [];
  #overflown = false;
  #closed = false;
  #after = 0;
  #wake: (() => void) | undefined;

  constructor(request: LiveRequest, head: () => LogHead) {
    this.#types = new Set(request.on.map(({ type }) => type));
    this.#withBulk = request.subject !== undefined || request.includeBulk === true;
    this.#head = head;
  }

  offer(event: EventEnvelope): void {
    if (!this.#types.has(event.type) || this.#overflown) return;
    if (event.bulkid !== undefined && !this.#withBulk) return;
    if (event.position <= this.#after) return;
    this.#waiting.push(event);
    if (this.#waiting.length > BUFFER_MAX) {
      this.#overflown = true;
      this.#waiting = [];
    }
    this.#wake?.();
  }

  /** Leaves out what a client that came back with a cursor has had already. */
  skipTo(position: number): void {
    this.#after = position;
    this.#waiting = this.#waiting.filter((event) => event.position > position);
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** The next update; undefined when the log is being closed. */
  async next(): Promise<LiveUpdate | undefined> {
    for (;;) {
      if (this.#closed) return undefined;
      if (this.#overflown) {
        // From here on nothing has been forgotten: the tail offers only what comes after its head.
        this.#overflown = false;
        return { kind: 'RESYNC', cursor: writeCursor(this.#head()) };
      }
      const event = this.#waiting.shift();
      if (event) return { kind: 'EVENT', cursor: writeCursor(event), event };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
