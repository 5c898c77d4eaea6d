import {
  type Applying,
  applyTogether,
  applyUnderLock,
  countDecision,
  handlersOf,
  inboxRowsOf,
  type MessagingTx,
} from './apply-events.ts';
import type { CarriedRecord, FeedRequest } from './carrier.ts';
import type { Decision } from './decide-event.ts';
import type { EventEnvelope } from './envelope.ts';
import { Failures } from './failures.ts';
import type { Handler } from './handler.ts';
import { lockInbox, saveInbox } from './inbox.ts';
import { keepTrying } from './keep-trying.ts';
import { parkEvent } from './parked-events.ts';
import type { LoggedEvent } from './read-log.ts';
import { readRecord } from './read-record.ts';
import { streamName } from './stream.ts';
import { setAsideRecord } from './unreadable-records.ts';

/** The owner's log, wherever it is. */
export type Feed = (domain: string, request: FeedRequest) => Promise<readonly EventEnvelope[]>;

const BATCH = 500;
const FEED_TRIES = 3;

/** Applies what a carrier brings, by the rules of the inbox. */
export class EventConsumer<Tx extends MessagingTx> {
  readonly #applying: Applying<Tx>;
  readonly #feed: Feed;
  readonly #arrived = new Set<{ oldest: number }>();

  constructor(applying: Applying<Tx>, feed: Feed) {
    this.#applying = applying;
    this.#feed = feed;
  }

  /** Resolves when every record has had its effect, was a duplicate, or is parked or set aside. */
  async handle(records: readonly CarriedRecord[], signal: AbortSignal): Promise<void> {
    const arrival = { oldest: oldestOf(records) };
    this.#arrived.add(arrival);
    try {
      await this.#handle(records, signal);
    } finally {
      this.#arrived.delete(arrival);
    }
  }

  /** When the oldest event was written that has arrived and is not applied yet, in epoch milliseconds. */
  oldest(): number | undefined {
    const all = [...this.#arrived].map(({ oldest }) => oldest);
    return all.length === 0 ? undefined : Math.min(...all);
  }

  async #handle(records: readonly CarriedRecord[], signal: AbortSignal): Promise<void> {
    const events: LoggedEvent[] = [];
    for (const record of records) {
      try {
        events.push({ topic: record.topic, event: readRecord(record) });
      } catch (error) {
        // What came before it in its stream goes first.
        await this.applyAll(events.splice(0), signal);
        await this.#setAside(record, error, signal);
      }
    }
    await this.applyAll(events, signal);
  }

  /** Applies events in their order; `handlers` are all of the domain's unless given. */
  async applyAll(
    events: readonly LoggedEvent[],
    signal: AbortSignal,
    handlers: readonly Handler<never>[] = this.#applying.handlers,
  ): Promise<void> {
    for (let at = 0; at < events.length; ) {
      const failures = new Failures();
      const batch = events.slice(at, at + BATCH);
      const outcome = await keepTrying(this.#trying(signal, failures), () =>
        applyTogether(this.#applying, handlers, batch, (error) => failures.isPause(error)),
      );
      at += outcome.done;
      const alone = events[at];
      if (!outcome.trouble || !alone) continue;
      for (const handler of handlersOf(handlers, alone.topic)) await this.applyOne(handler, alone, signal);
      at += 1;
    }
  }

  /** One handler on one event, in a transaction of its own; what fails is parked. */
  async applyOne(handler: Handler<never>, logged: LoggedEvent, signal: AbortSignal): Promise<void> {
    const decision = await this.#tryOne(handler, logged, signal);
    if (decision?.kind !== 'gap') return;
    await this.#fillGap(handler, logged, decision.expected - 1, signal);
    const again = await this.#tryOne(handler, logged, signal);
    if (again?.kind !== 'gap') return;
    const { partitionkey: key, streamsequence } = logged.event;
    const reason = `gap: ${again.expected} was expected and ${streamsequence} came; the owner’s feed did not fill it`;
    this.#applying.log.error('A stream has a gap that the feed did not fill.', {
      ...{ handler: handler.name, topic: logged.topic, key, expected: again.expected, got: streamsequence },
    });
    await this.#park(handler, logged, reason, signal);
  }

  /** Brings the handlers of a stream up to what its owner's log has. */
  async catchUpStream(
    handlers: readonly Handler<never>[],
    { topic, key }: { topic: string; key: string },
    signal: AbortSignal,
  ): Promise<void> {
    for (const handler of handlersOf(handlers, topic)) {
      const applied = await this.#appliedSequence(handler, { topic, key });
      for (const event of await this.#readStream({ topic, key, afterSequence: applied }, signal)) {
        await this.applyOne(handler, { topic, event }, signal);
      }
    }
  }

  async #tryOne(
    handler: Handler<never>,
    logged: LoggedEvent,
    signal: AbortSignal,
  ): Promise<Decision | undefined> {
    const failures = new Failures();
    try {
      return await keepTrying(this.#trying(signal, failures), () => this.#applyAlone(handler, logged));
    } catch (error) {
      if (signal.aborted) throw error;
      await this.#park(handler, logged, describe(error), signal);
      return undefined;
    }
  }

  #applyAlone(handler: Handler<never>, logged: LoggedEvent): Promise<Decision> {
    const applying = this.#applying;
    return applying.transact(async (tx) => {
      const entries = await lockInbox(tx.query, inboxRowsOf(applying, [handler], [logged]));
      const entry = entries.get(
        streamName(handler.name, { topic: logged.topic, key: logged.event.partitionkey }),
      );
      if (!entry) return { kind: 'skip' };
      const decision = await applyUnderLock(applying, tx, handler, logged, entry);
      await saveInbox(tx.query, [entry]);
      countDecision(applying.metrics, handler, decision);
      return decision;
    });
  }

  async #park(handler: Handler<never>, logged: LoggedEvent, reason: string, signal: AbortSignal) {
    const { topic, event } = logged;
    await keepTrying(this.#trying(signal, new Failures()), () =>
      this.#applying.transact(async (tx) => {
        const stream = { handler: handler.name, topic, key: event.partitionkey, create: true };
        const entry = (await lockInbox(tx.query, [stream])).get(streamName(handler.name, stream));
        // Another member of the group may have applied it in the meantime.
        if (entry?.sequence && entry.sequence >= event.streamsequence) return;
        await parkEvent(tx.query, stream, event, reason);
        countDecision(this.#applying.metrics, handler, { kind: 'park', reason });
      }),
    );
    this.#applying.onParked(handler, event, reason);
  }

  async #fillGap(
    handler: Handler<never>,
    { topic, event }: LoggedEvent,
    afterSequence: number,
    signal: AbortSignal,
  ): Promise<void> {
    const key = event.partitionkey;
    const missing = await this.#readStream({ topic, key, afterSequence }, signal).catch((error) => {
      if (signal.aborted) throw error;
      this.#applying.log.warn('The owner’s feed could not be read.', { topic, key, err: error });
      return [];
    });
    for (const earlier of missing) {
      if (earlier.streamsequence >= event.streamsequence) return;
      await this.#tryOne(handler, { topic, event: earlier }, signal);
    }
  }

  async #readStream(
    stream: { topic: string; key: string; afterSequence: number },
    signal: AbortSignal,
  ): Promise<EventEnvelope[]> {
    const domain = stream.topic.split('.')[1] ?? '';
    const all: EventEnvelope[] = [];
    let { afterSequence } = stream;
    for (let tries = 0; ; ) {
      const page = await keepTrying(
        {
          ...{ what: `the feed of ${domain}`, log: this.#applying.log, signal },
          retriable: () => ++tries < FEED_TRIES,
        },
        () => this.#feed(domain, { afterPosition: 0, stream: { ...stream, afterSequence }, limit: BATCH }),
      );
      all.push(...page);
      if (page.length < BATCH) return all;
      afterSequence = page.at(-1)?.streamsequence ?? afterSequence;
    }
  }

  async #appliedSequence(handler: Handler<never>, stream: { topic: string; key: string }): Promise<number> {
    return await this.#applying.transact(async (tx) => {
      const [row] = await tx.query<{ sequence: string | null }>(
        `SELECT sequence::text FROM messaging.inbox
         WHERE handler = $1 AND generation = 1 AND topic = $2 AND key = $3`,
        [handler.name, stream.topic, stream.key],
      );
      return Number(row?.sequence ?? 0);
    });
  }

  async #setAside(record: CarriedRecord, error: unknown, signal: AbortSignal): Promise<void> {
    const { log, transact } = this.#applying;
    const reason = describe(error);
    const { topic, partition, offset, key } = record;
    log.error('A record has no readable envelope and was set aside.', { topic, partition, offset, reason });
    await keepTrying(this.#trying(signal, new Failures()), () =>
      transact((tx) => setAsideRecord(tx.query, record, reason)),
    );
    if (key === undefined || key === '') return;
    await this.catchUpStream(this.#applying.handlers, { topic, key }, signal).catch((failure) => {
      if (signal.aborted) throw failure;
      // The next event of the stream will show the gap and fill it.
      log.warn('The stream of an unreadable record could not be read from its owner.', {
        ...{ topic, key, err: failure },
      });
    });
  }

  #trying(signal: AbortSignal, failures: Failures) {
    const { domain, log } = this.#applying;
    return {
      ...{ what: `applying events in ${domain}`, log, signal },
      retriable: (error: unknown) => failures.isPause(error),
    };
  }
}

function oldestOf([first]: readonly CarriedRecord[]): number {
  try {
    return first ? Date.parse(readRecord(first).recordedat) : Date.now();
  } catch {
    return Date.now();
  }
}

export function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
