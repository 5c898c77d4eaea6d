import type { Log } from '@lastmile/telemetry/log';
import { keepTrying, Stopped } from './keep-trying.ts';
import { listen } from './listen.ts';
import { type Pool, type Query, queryOf } from './query.ts';
import { type LoggedEvent, type LogHead, readHead, readLog } from './read-log.ts';
import { LOG_CHANNEL } from './sequencer.ts';
import { WakeSignal } from './wake-signal.ts';

/** The one reader of a domain's log in a process: follows it by position and hands on what comes. */
export interface LogTail {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The log has grown, as far as this process knows: look now. */
  wake(): void;
  /** What has been handed to the listeners so far. */
  head(): LogHead;
  /** Resolves with the end of the log as it was at the call, when it has been handed to the listeners. */
  catchUp(): Promise<LogHead>;
  /** Called for every batch from now on, in order, before `head()` is asked again by anybody. */
  subscribe(listener: (events: readonly LoggedEvent[]) => void): () => void;
  /** Events after a position: recent ones from memory, older ones from the database; empty at the end. */
  read(after: number, limit: number): Promise<readonly LoggedEvent[]>;
  /** Resolves when there is something after `position`, or when `signal` aborts. */
  beyond(position: number, signal: AbortSignal): Promise<void>;
}

const BATCH = 1_000;
/** Events kept in memory for readers that are a little behind. */
const KEPT = 5_000;

export interface LogTailOptions {
  readonly domain: string;
  readonly pool: Pool;
  readonly log: Log;
  /** How often to look although nobody said anything. Default 1,000. */
  readonly pollMs?: number;
}

export function createLogTail(options: LogTailOptions): LogTail {
  return new FollowingTail(options);
}

class FollowingTail implements LogTail {
  readonly #options: LogTailOptions;
  readonly #query: Query;
  readonly #recent: RecentEvents;
  readonly #signal = new WakeSignal();
  readonly #stopping = new AbortController();
  readonly #listeners = new Set<(events: readonly LoggedEvent[]) => void>();
  readonly #waiting = new Set<() => void>();
  #epoch = 1;
  #stopListening: (() => Promise<void>) | undefined;
  #running: Promise<void> | undefined;

  constructor(options: LogTailOptions) {
    this.#options = options;
    this.#query = queryOf(options.pool);
    this.#recent = new RecentEvents(this.#query);
  }

  async start(): Promise<void> {
    const { pool, log } = this.#options;
    const head = await readHead(this.#query);
    this.#recent.position = head.position;
    this.#epoch = head.epoch;
    this.#stopListening = listen({ pool, channel: LOG_CHANNEL, log, onNotify: () => this.wake() });
    this.#running = this.#run().catch((error) => {
      if (!(error instanceof Stopped)) throw error;
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const wake of this.#waiting) wake();
    await Promise.all([this.#running, this.#stopListening?.()]);
  }

  wake(): void {
    this.#signal.wake();
  }

  head(): LogHead {
    return { epoch: this.#epoch, position: this.#recent.position };
  }

  async catchUp(): Promise<LogHead> {
    const head = await readHead(this.#query);
    this.wake();
    await this.beyond(head.position - 1, this.#stopping.signal);
    return head;
  }

  subscribe(listener: (events: readonly LoggedEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  read(after: number, limit: number): Promise<readonly LoggedEvent[]> {
    return this.#recent.read(after, limit);
  }

  beyond(position: number, until: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(check);
        until.removeEventListener('abort', done);
        resolve();
      };
      const check = () => {
        if (this.#recent.position > position || this.#stopping.signal.aborted) done();
      };
      if (until.aborted) return resolve();
      until.addEventListener('abort', done, { once: true });
      this.#waiting.add(check);
      check();
    });
  }

  async #run(): Promise<void> {
    const { domain, log, pollMs = 1_000 } = this.#options;
    const { signal } = this.#stopping;
    const trying = { what: `reading the log of ${domain}`, log, signal };
    while (!signal.aborted) {
      const count = await keepTrying(trying, () => this.#advance());
      if (count < BATCH) await this.#signal.sleep(pollMs, signal);
    }
  }

  async #advance(): Promise<number> {
    const events = await readLog(this.#query, { after: this.#recent.position, limit: BATCH });
    const last = events.at(-1);
    if (!last) return 0;
    this.#recent.push(events);
    this.#epoch = last.event.epoch;
    for (const listener of this.#listeners) listener(events);
    for (const wake of this.#waiting) wake();
    return events.length;
  }
}

/** The end of the log in memory. Positions have no holes, so an event is found by subtraction. */
class RecentEvents {
  position = 0;
  #events: LoggedEvent[] = [];
  readonly #query: Query;

  constructor(query: Query) {
    this.#query = query;
  }

  push(events: readonly LoggedEvent[]): void {
    this.#events.push(...events);
    if (this.#events.length > 2 * KEPT) this.#events = this.#events.slice(-KEPT);
    this.position = this.#events.at(-1)?.event.position ?? this.position;
  }

  async read(after: number, limit: number): Promise<readonly LoggedEvent[]> {
    if (after >= this.position) return [];
    const from = this.#events.length - (this.position - after);
    if (from >= 0) return this.#events.slice(from, from + limit);
    return await readLog(this.#query, { after, limit });
  }
}
