import { withCorrelation } from '@lastmile/telemetry/correlation';
import type { Log } from '@lastmile/telemetry/log';
import { type Metrics, noMetrics } from '@lastmile/telemetry/metrics';
import { noTracer, type Tracer } from '@lastmile/telemetry/trace';
import { type AppendedEvent, appendEvents, type EventMeta } from './append-events.ts';
import type { Applying, MessagingTx } from './apply-events.ts';
import type { CarriedLog, Carrier, FeedRequest, Subscription } from './carrier.ts';
import type { EventEnvelope } from './envelope.ts';
import type { Handler } from './handler.ts';
import type { LiveUpdates } from './live-updates.ts';
import { createLogTail } from './log-tail.ts';
import { createMessagingMetrics, type MessagingMetrics } from './messaging-metrics.ts';
import { countParked, listParked, type ParkedEvent, type ParkedFilter } from './parked-events.ts';
import { createPublisherProgress } from './publisher-progress.ts';
import { type Pool, type Query, queryOf } from './query.ts';
import { readHead } from './read-log.ts';
import type { RetryOutcome } from './retry-parked.ts';
import { createSequencer } from './sequencer.ts';
import { readFeed } from './serve-feed.ts';
import { createLiveUpdates } from './serve-live-updates.ts';
import { startConsuming } from './start-consuming.ts';
import type { Stream } from './stream.ts';
import { listUnreadable, type UnreadableEntry } from './unreadable-records.ts';

export type { AppendedEvent, EventMeta } from './append-events.ts';
export type { MessagingTx } from './apply-events.ts';

export interface DomainMessagingOptions<Tx extends MessagingTx> {
  readonly domain: string;
  /** Of the domain's database; a `pg.Pool` serves. One connection of it is kept for listening. */
  readonly pool: Pool;
  readonly carrier: Carrier;
  /** Read for names, kinds and definitions; what their Work is, only `apply` knows. */
  readonly handlers: readonly Handler<never>[];
  readonly transact: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Runs the handler on a Work made of `tx`; what it emits is appended in `tx`. Throws what the handler throws. */
  readonly apply: (handler: Handler<never>, tx: Tx, event: EventEnvelope) => Promise<void>;
  /** Says already whose lines they are. */
  readonly log: Log;
  readonly metrics?: Metrics;
  readonly tracer?: Tracer;
  /** How often sequencer and tail look although nobody woke them. Default 1,000. */
  readonly pollMs?: number;
}

export interface ParkedEvents {
  list(filter?: ParkedFilter): Promise<ParkedEvent[]>;
  /** Drains a stream in its order, up to the first event that fails again. */
  retry(handler: string, stream: Stream): Promise<RetryOutcome>;
  /** Records without a readable envelope. */
  unreadable(limit?: number): Promise<UnreadableEntry[]>;
}

/** A domain's side of the conversation: its log, and what it does when others speak. */
export interface DomainMessaging {
  readonly domain: string;
  /** Within the writing transaction, once, at its end. Throws `InvalidEvent` before anything is written. */
  append(query: Query, events: readonly AppendedEvent[], meta: EventMeta): Promise<void>;
  /** After its commit. */
  wake(): void;
  readonly live: LiveUpdates;
  readonly parked: ParkedEvents;
  /** A page of this domain's own log. Throws BAD_INPUT. */
  feed(request: FeedRequest): Promise<EventEnvelope[]>;
  /** The end of this domain's log. */
  position(): Promise<number>;
  start(): Promise<void>;
  /** Stops consuming, ends what is in flight, gives positions to what is committed, hands it on; live updates end. */
  stop(): Promise<void>;
  /** For tests: everything appended so far has its position, and what the carrier has for this domain is applied. */
  settled(): Promise<void>;
  ready(): { readonly ok: boolean; readonly why?: string };
}

export function createDomainMessaging<Tx extends MessagingTx>(
  options: DomainMessagingOptions<Tx>,
): DomainMessaging {
  const { domain, pool, carrier, log } = options;
  const query = queryOf(pool);
  const metrics = createMessagingMetrics(options.metrics ?? noMetrics, domain);
  const { tail, sequencer, carried } = openLog(options, metrics);
  const live = createLiveUpdates({ query, tail });
  const applying = applyingOf(options, metrics, query);
  const consuming = startConsuming({ applying, carrier, query, log, recount: () => applying.recount() });
  let carrying: Subscription | undefined;
  let state: 'new' | 'running' | 'stopped' = 'new';

  return {
    domain,
    append: (within, events, meta) => appendEvents(within, domain, events, meta),
    wake: () => sequencer.wake(),
    live,
    parked: {
      list: (filter) => listParked(query, filter),
      retry: (handler, stream) => consuming.retry(handler, stream).finally(() => applying.recount()),
      unreadable: (limit) => listUnreadable(query, limit),
    },
    feed: (request) => readFeed(query, request),
    position: async () => (await readHead(query)).position,
    start: async () => {
      if (state !== 'new') throw new Error(`The messaging of ${domain} was started before.`);
      state = 'running';
      await sequencer.start();
      await tail.start();
      carrying = await carrier.carry(carried);
      await consuming.start();
      applying.recount();
    },
    stop: async () => {
      if (state !== 'running') return;
      state = 'stopped';
      await consuming.stop();
      await sequencer.stop();
      // What was committed while the sequencer ended; without a database the next start finds it.
      await sequencer.drain().catch(() => {});
      live.close();
      await carrying?.stop();
      await tail.stop();
    },
    settled: async () => {
      await carried.settle();
      await carrying?.caughtUp();
      await consuming.settled();
    },
    ready: () => {
      if (state !== 'running') return { ok: false, why: `the messaging of ${domain} is not running` };
      const fault = sequencer.fault();
      return fault === undefined
        ? carrier.ready()
        : { ok: false, why: `the event log of ${domain}: ${fault}` };
    },
  };
}

/** The domain's own log: written by its sequencer, read by its tail, and given to the carrier. */
function openLog<Tx extends MessagingTx>(
  { domain, pool, pollMs, log }: DomainMessagingOptions<Tx>,
  metrics: MessagingMetrics,
) {
  const query = queryOf(pool);
  const poll = pollMs === undefined ? {} : { pollMs };
  const tail = createLogTail({ domain, pool, log, ...poll });
  const sequencer = createSequencer({
    ...{ domain, pool, log, ...poll },
    onMoved: (counts) => {
      tail.wake();
      for (const [type, count] of Object.entries(counts)) metrics.published(type, count);
    },
  });
  const carried: CarriedLog = {
    domain,
    head: () => tail.head(),
    settle: async () => {
      await sequencer.drain();
      return await tail.catchUp();
    },
    read: (after, limit) => tail.read(after, limit),
    beyond: (position, signal) => tail.beyond(position, signal),
    feed: (request) => readFeed(query, request),
    progress: createPublisherProgress(query),
  };
  return { tail, sequencer, carried };
}

function applyingOf<Tx extends MessagingTx>(
  options: DomainMessagingOptions<Tx>,
  metrics: MessagingMetrics,
  query: Query,
): Omit<Applying<Tx>, 'startedAt'> & { recount(): void } {
  const { domain, handlers, transact, log, tracer = noTracer } = options;
  const recount = () => {
    // A figure for a board: when it cannot be had, the next one will be right.
    countParked(query).then(metrics.parkedNow, () => {});
  };
  return {
    ...{ domain, handlers, transact, log, metrics, recount },
    apply: (handler, tx, event) =>
      withCorrelation(event.correlationid, () =>
        tracer.span(
          `apply ${handler.name}`,
          {
            'messaging.destination.name': event.topic,
            'messaging.message.id': event.id,
            'event.type': event.type,
          },
          () => options.apply(handler, tx, event),
          { kind: 'consumer', parent: event.traceparent },
        ),
      ),
    onParked: (handler, event, reason) => {
      const { id, type, topic, partitionkey: key, streamsequence } = event;
      log.error('An event was parked.', {
        handler: handler.name,
        id,
        type,
        topic,
        key,
        streamsequence,
        reason,
      });
      setTimeout(recount, 100).unref();
    },
  };
}
