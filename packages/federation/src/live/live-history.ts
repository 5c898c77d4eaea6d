import type { LiveUpdate } from './live-update.ts';

const updatesMax = 32;
const bytesMax = 32_000;

/** The last few updates of a stream, so that who was away for a moment is served without asking the subgraph. */
export class LiveHistory {
  /** The cursor before the oldest update that is kept; undefined as long as no cursor has been heard. */
  #since: string | undefined;
  #updates: LiveUpdate[] = [];
  #bytes = 0;
  #hasBegun = false;
  /** Something was heard that has no cursor: there is no coming back to any place. */
  #isGapped = false;
  /** Whether the subgraph takes part, as far as is known. */
  givesCursors = false;

  constructor(after: string | undefined) {
    this.#since = after;
  }

  /** Where the stream stands. */
  get last(): string | undefined {
    return this.#isGapped ? undefined : (this.#updates.at(-1)?.cursor ?? this.#since);
  }

  /** Nothing has been heard yet. */
  get isFresh(): boolean {
    return !this.#hasBegun;
  }

  begin(cursor: string): void {
    this.#since = cursor;
    this.#hasBegun = true;
    this.givesCursors = true;
  }

  add(update: LiveUpdate): void {
    this.#hasBegun = true;
    if (update.cursor === undefined) {
      this.#isGapped = true;
      this.#updates = [];
      return;
    }
    this.givesCursors = true;
    this.#updates.push(update);
    this.#bytes += update.bytes.length;
    while (this.#updates.length > updatesMax || (this.#bytes > bytesMax && this.#updates.length > 1)) {
      const oldest = this.#updates.shift();
      this.#bytes -= oldest?.bytes.length ?? 0;
      this.#since = oldest?.cursor;
    }
  }

  /** What came after the cursor, if that is still known from there on. */
  after(cursor: string): readonly LiveUpdate[] | undefined {
    if (this.#isGapped) return undefined;
    if (cursor === this.#since) return this.#updates;
    const at = this.#updates.findIndex((update) => update.cursor === cursor);
    return at < 0 ? undefined : this.#updates.slice(at + 1);
  }
}
