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

export function createLogTail(options: {
  readonly domain: string;
  readonly pool: Pool;
  readonly log: Log;
  /** How often to look although nobody said anything. Default 1,000. */
  readonly pollMs?: number;
}): LogTail {
  const { domain, pool, log, pollMs = 1_000 } = options;
  const query = queryOf(pool);
  const recent = new RecentEvents(query);
  const signal = new WakeSignal();
  const stopping = new AbortController();
  const listeners = new Set<(events: readonly LoggedEvent[]) => void>();
  const waiting = new Set<() => void>();
  let epoch = 1;
  let stopListening: (() => Promise<void>) | undefined;
  let running: Promise<void> | undefined;

  const advance = async (): Promise<number> => {
    const events = await readLog(query, { after: recent.position, limit: BATCH });
    const last = events.at(-1);
    if (!last) return 0;
    recent.push(events);
    epoch = last.event.epoch;
    for (const listener of listeners) listener(events);
    for (const wake of waiting) wake();
    return events.length;
  };
  const trying = { what: `reading the log of ${domain}`, log, signal: stopping.signal };
  const run = async () => {
    while (!stopping.signal.aborted) {
      const count = await keepTrying(trying, advance);
      if (count < BATCH) await signal.sleep(pollMs, stopping.signal);
    }
  };
  const tail: LogTail = {
    start: async () => {
      const head = await readHead(query);
      recent.position = head.position;
      epoch = head.epoch;
      stopListening = listen({ pool, channel: LOG_CHANNEL, log, onNotify: () => signal.wake() });
      running = run().catch((error) => {
        if (!(error instanceof Stopped)) throw error;
      });
    },
    stop: async () => {
      stopping.abort();
      for (const wake of waiting) wake();
      await Promise.all([running, stopListening?.()]);
    },
    wake: () => signal.wake(),
    head: () => ({ epoch, position: recent.position }),
    catchUp: async () => {
      const head = await readHead(query);
      signal.wake();
      await tail.beyond(head.position - 1, stopping.signal);
      return head;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: (after, limit) => recent.read(after, limit),
    beyond: (position, until) =>
      new Promise((resolve) => {
        const done = () => {
          waiting.delete(check);
          until.removeEventListener('abort', done);
          resolve();
        };
        const check = () => {
          if (recent.position > position || stopping.signal.aborted) done();
        };
        if (until.aborted) return resolve();
        until.addEventListener('abort', done, { once: true });
        waiting.add(check);
        check();
      }),
  };
  return tail;
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
