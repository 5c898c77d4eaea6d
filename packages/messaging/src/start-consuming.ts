import type { Log } from '@lastmile/telemetry/log';
import type { Applying, MessagingTx } from './apply-events.ts';
import { backfillProjection } from './backfill.ts';
import type { Carrier, Subscription } from './carrier.ts';
import { EventConsumer } from './event-consumer.ts';
import { type HandlerStart, recordStarts, saveBackfill } from './handler-starts.ts';
import { Stopped } from './keep-trying.ts';
import type { MessagingMetrics } from './messaging-metrics.ts';
import { listParked } from './parked-events.ts';
import { createConsumerPositions } from './publisher-progress.ts';
import type { Query } from './query.ts';
import { type RetryOutcome, retryParked } from './retry-parked.ts';
import type { Stream } from './stream.ts';
import { pause } from './wake-signal.ts';

/** How often streams that wait for their owner's feed are tried again. */
const GAP_RETRY_MS = 30_000;

export interface Consuming {
  start(): Promise<void>;
  stop(): Promise<void>;
  settled(): Promise<void>;
  retry(handler: string, stream: Stream): Promise<RetryOutcome>;
}

/** The consuming half of a domain: its handlers on what the carrier brings. */
export function startConsuming<Tx extends MessagingTx>(given: {
  readonly applying: Omit<Applying<Tx>, 'startedAt'>;
  readonly carrier: Carrier;
  readonly query: Query;
  readonly log: Log;
  /** Brings the figure of parked events up to date. */
  readonly recount: () => void;
}): Consuming {
  const { carrier, query, log } = given;
  const begun = new Map<string, Date>();
  const applying: Applying<Tx> = {
    ...given.applying,
    startedAt: (handler, source) => begun.get(`${handler} ${source}`) ?? new Date(0),
  };
  const { handlers, domain } = applying;
  const feed = carrier.feed.bind(carrier);
  const consumer = new EventConsumer(applying, feed);
  const stopping = new AbortController();
  const measuring = measure(consumer, applying.metrics, given.recount);
  const background = new BackgroundWork(log);
  let backfills: Promise<void>[] = [];
  let subscription: Subscription | undefined;

  return {
    start: async () => {
      if (handlers.length === 0) return;
      measuring.start();
      const starts = await recordStarts(query, handlers);
      for (const start of starts) begun.set(`${start.handler} ${start.source}`, start.startedAt);
      const late = await lateProjections(query, carrier, starts);
      const topics = [...new Set(handlers.flatMap(({ on }) => on.map(({ topic }) => topic)))].sort();
      subscription = await carrier.consume({
        ...{ topics, group: `lastmile.${domain}`, positions: createConsumerPositions(query) },
        handle: (records, signal) => consumer.handle(records, AbortSignal.any([signal, stopping.signal])),
      });
      backfills = late.flatMap((start) => {
        const handler = handlers.find(({ name }) => name === start.handler);
        const options = { start, consumer, feed, query, log, signal: stopping.signal };
        return handler ? [background.add(backfillProjection({ handler, ...options }))] : [];
      });
      background.add(retryGaps(applying, feed, query, stopping.signal));
    },
    stop: async () => {
      stopping.abort();
      measuring.stop();
      await subscription?.stop();
      await background.ended();
    },
    settled: async () => {
      await Promise.all(backfills);
      await subscription?.caughtUp();
    },
    retry: (handler, stream) => retryParked(applying, feed, handler, stream),
  };
}

/** What runs beside the carrier; nothing of it is lost sight of. */
class BackgroundWork {
  readonly #work: Promise<void>[] = [];
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  add(work: Promise<void>): Promise<void> {
    const ended = work.catch((error) => {
      if (!(error instanceof Stopped)) this.#log.error('Work on events ended unexpectedly.', { err: error });
    });
    this.#work.push(ended);
    return ended;
  }

  async ended(): Promise<void> {
    await Promise.all(this.#work);
  }
}

const LAG_MS = 2_000;
const RECOUNT_MS = 15_000;

function measure<Tx extends MessagingTx>(
  consumer: EventConsumer<Tx>,
  metrics: MessagingMetrics,
  recount: () => void,
): { start(): void; stop(): void } {
  const timers: NodeJS.Timeout[] = [];
  const lag = () => {
    const oldest = consumer.oldest();
    metrics.lag(oldest === undefined ? 0 : Math.max(0, (Date.now() - oldest) / 1_000));
  };
  return {
    start: () => timers.push(setInterval(lag, LAG_MS).unref(), setInterval(recount, RECOUNT_MS).unref()),
    stop: () => timers.splice(0).forEach(clearInterval),
  };
}

/** Projections that have to read what was there before them; where the carrier brings that by itself, none. */
async function lateProjections(
  query: Query,
  carrier: Carrier,
  starts: readonly HandlerStart[],
): Promise<HandlerStart[]> {
  const incomplete = starts.filter(({ complete }) => !complete);
  if (!carrier.complete) return incomplete;
  const read = await query<{ source: string }>('SELECT source FROM messaging.consumer_positions');
  const known = new Set(read.map(({ source }) => source));
  const late = incomplete.filter(({ source }) => known.has(source));
  for (const start of incomplete.filter((one) => !late.includes(one))) {
    await saveBackfill(query, start, { backfilled: 0, complete: true });
  }
  return late;
}

/** A gap is nobody's fault but the owner's being away: when it is back, the stream goes on by itself. */
async function retryGaps<Tx extends MessagingTx>(
  applying: Applying<Tx>,
  feed: Carrier['feed'],
  query: Query,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await pause(GAP_RETRY_MS, signal);
    if (signal.aborted) return;
    try {
      for (const { handler, topic, key, reason } of await listParked(query, { limit: 1_000 })) {
        if (reason.startsWith('gap:')) await retryParked(applying, feed, handler, { topic, key });
      }
    } catch (error) {
      applying.log.warn('Streams with a gap could not be retried.', { err: error });
    }
  }
}
