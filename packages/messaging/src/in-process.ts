import { type Log, silentLog } from '@lastmile/telemetry/log';
import type {
  CarriedLog,
  CarriedRecord,
  Carrier,
  ConsumerPositions,
  FeedRequest,
  Subscription,
} from './carrier.ts';
import type { EventEnvelope } from './envelope.ts';
import { keepTrying, Stopped } from './keep-trying.ts';
import { interleaveStreams, randomFrom } from './random-order.ts';
import type { LoggedEvent } from './read-log.ts';

export interface InProcessOptions {
  readonly log?: Log;
  /** For tests: streams are interleaved at random, as Kafka might. Print the seed. */
  readonly shuffleSeed?: number;
  /** Events handed out at once. Default 500. */
  readonly batchSize?: number;
}

type Handle = (batch: readonly CarriedRecord[], signal: AbortSignal) => Promise<void>;

/** The logs of one process, and who waits for one that is not carried yet. */
class CarriedLogs {
  readonly #logs = new Map<string, CarriedLog>();
  readonly #waiting = new Set<() => void>();

  set(log: CarriedLog): void {
    this.#logs.set(log.domain, log);
    for (const wake of this.#waiting) wake();
  }

  delete(log: CarriedLog): void {
    if (this.#logs.get(log.domain) === log) this.#logs.delete(log.domain);
  }

  get(domain: string): CarriedLog | undefined {
    return this.#logs.get(domain);
  }

  async wait(domain: string, signal: AbortSignal): Promise<CarriedLog> {
    for (;;) {
      const log = this.#logs.get(domain);
      if (log) return log;
      if (signal.aborted) throw new Stopped(`Waiting for the log of ${domain} was stopped.`);
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.#waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      });
    }
  }
}

/** One reader of one log: hands out batches from a position on. */
class LogReader {
  readonly #stopping = new AbortController();
  readonly #logs: CarriedLogs;
  readonly #domain: string;
  readonly #waiters = new Set<() => void>();
  #position = Number.MAX_SAFE_INTEGER;
  #running: Promise<void> | undefined;

  constructor(logs: CarriedLogs, domain: string) {
    this.#logs = logs;
    this.#domain = domain;
  }

  run(
    log: Log,
    begin: (source: CarriedLog) => Promise<number>,
    hand: (events: readonly LoggedEvent[], signal: AbortSignal) => Promise<void>,
    batchSize: number,
  ): void {
    const { signal } = this.#stopping;
    const what = `reading the log of ${this.#domain} in process`;
    const loop = async () => {
      const first = await this.#logs.wait(this.#domain, signal);
      this.#position = await keepTrying({ what, log, signal }, () => begin(first));
      while (!signal.aborted) {
        const source = await this.#logs.wait(this.#domain, signal);
        const events = await keepTrying({ what, log, signal }, () => source.read(this.#position, batchSize));
        if (events.length === 0) await source.beyond(this.#position, signal);
        else await keepTrying({ what, log, signal }, () => hand(events, signal));
        this.#position = events.at(-1)?.event.position ?? this.#position;
        for (const wake of this.#waiters) wake();
      }
    };
    this.#running = loop().catch((error) => {
      if (!signal.aborted) log.error('A reader of a log ended unexpectedly.', { what, err: error });
    });
  }

  /** Resolves when everything that the log had at the call has been handed out. */
  async caughtUp(): Promise<void> {
    const source = this.#logs.get(this.#domain);
    if (!source) return;
    const target = (await source.settle()).position;
    while (
      !this.#stopping.signal.aborted &&
      (this.#position === Number.MAX_SAFE_INTEGER || this.#position < target)
    ) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiters.delete(wake);
          resolve();
        };
        this.#waiters.add(wake);
      });
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const wake of this.#waiters) wake();
    await this.#running;
  }
}

/** Carries events between the domains of one process: consumers read the owner's log by position. */
export function createInProcessCarrier(options: InProcessOptions = {}): Carrier {
  return new InProcessCarrier(options);
}

class InProcessCarrier implements Carrier {
  readonly complete = true;
  readonly #log: Log;
  readonly #batchSize: number;
  readonly #random: (() => number) | undefined;
  readonly #logs = new CarriedLogs();
  readonly #readers = new Set<LogReader>();

  constructor({ log = silentLog, batchSize = 500, shuffleSeed }: InProcessOptions) {
    this.#log = log;
    this.#batchSize = batchSize;
    this.#random = shuffleSeed === undefined ? undefined : randomFrom(shuffleSeed);
  }

  async carry(carried: CarriedLog): Promise<Subscription> {
    this.#logs.set(carried);
    return { caughtUp: async () => {}, stop: async () => this.#logs.delete(carried) };
  }

  async consume({ topics, positions, handle }: Parameters<Carrier['consume']>[0]): Promise<Subscription> {
    const wanted = new Set(topics);
    return this.#subscription(
      domainsOf(topics).map((domain) => {
        const hand = deliver(domain, wanted, positions, handle, (events) => this.#order(events));
        return this.#read(domain, () => positions.load(domain), hand);
      }),
    );
  }

  async follow({ topics, handle }: Parameters<Carrier['follow']>[0]): Promise<Subscription> {
    const wanted = new Set(topics);
    const hand = async (events: readonly LoggedEvent[]) => {
      for (const logged of this.#order(events)) {
        if (wanted.has(logged.topic)) await tell(handle, logged, this.#log);
      }
    };
    return this.#subscription(
      domainsOf(topics).map((domain) => {
        const begun = this.#logs.get(domain)?.head().position;
        // A log that is not carried yet is followed from where it stands when it is.
        return this.#read(domain, async (source) => begun ?? source.head().position, hand);
      }),
    );
  }

  async feed(domain: string, request: FeedRequest): Promise<readonly EventEnvelope[]> {
    const source = this.#logs.get(domain);
    if (!source)
      throw new Error(`The domain ${domain} does not run in this process; its log cannot be read.`);
    return await source.feed(request);
  }

  ready(): { ok: boolean } {
    return { ok: true };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#readers].map((reader) => reader.stop()));
  }

  #order(events: readonly LoggedEvent[]): readonly LoggedEvent[] {
    if (!this.#random) return events;
    return interleaveStreams(events, ({ topic, event }) => `${topic}\0${event.partitionkey}`, this.#random);
  }

  #read(
    domain: string,
    begin: (source: CarriedLog) => Promise<number>,
    hand: (events: readonly LoggedEvent[], signal: AbortSignal) => Promise<void>,
  ): LogReader {
    const reader = new LogReader(this.#logs, domain);
    this.#readers.add(reader);
    reader.run(this.#log, begin, hand, this.#batchSize);
    return reader;
  }

  #subscription(opened: readonly LogReader[]): Subscription {
    return {
      caughtUp: async () => {
        await Promise.all(opened.map((reader) => reader.caughtUp()));
      },
      stop: async () => {
        await Promise.all(opened.map((reader) => reader.stop()));
        for (const reader of opened) this.#readers.delete(reader);
      },
    };
  }
}

/** One that hears everything has nowhere to park what it fails at: it is told of it and goes on. */
async function tell(
  handle: (record: CarriedRecord) => Promise<void> | void,
  logged: LoggedEvent,
  log: Log,
): Promise<void> {
  try {
    await handle(toRecord(logged));
  } catch (error) {
    log.error('A follower failed on an event.', { type: logged.event.type, id: logged.event.id, err: error });
  }
}

function domainsOf(topics: readonly string[]): string[] {
  return [...new Set(topics.map((topic) => topic.split('.')[1] ?? topic))];
}

function toRecord({ topic, event }: LoggedEvent): CarriedRecord {
  return { topic, partition: 0, offset: String(event.position), key: event.partitionkey, value: event };
}

/** The position is saved after the effects: what a crash between the two brings again, the inbox knows. */
function deliver(
  domain: string,
  topics: ReadonlySet<string>,
  positions: ConsumerPositions,
  handle: Handle,
  order: (events: readonly LoggedEvent[]) => readonly LoggedEvent[],
) {
  return async (events: readonly LoggedEvent[], signal: AbortSignal) => {
    const wanted = events.filter(({ topic }) => topics.has(topic));
    if (wanted.length > 0) await handle(order(wanted).map(toRecord), signal);
    const last = events.at(-1);
    if (last) await positions.save(domain, last.event.position);
  };
}
