import type { Log } from '@lastmile/telemetry/log';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { deferred } from './deferred.ts';
import { explainKafka } from './kafka-client.ts';
import { keepTrying, Stopped } from './keep-trying.ts';

export interface KafkaReaderOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly sessionMs: number;
  /** As they are called at the broker. */
  readonly topics: readonly string[];
  readonly log: Log;
  /** Whether the group's offsets are kept at the broker. */
  readonly commits: boolean;
  /** Offsets to begin at, by `topic:partition`; elsewhere the group's, and without one the beginning. */
  readonly beginAt?: ReadonlyMap<string, bigint>;
  readonly handle: (
    topic: string,
    partition: number,
    messages: readonly KafkaMessage[],
    signal: AbortSignal,
  ) => Promise<void>;
  /** Undefined when all is well. */
  readonly onFault: (fault: string | undefined) => void;
  /** Told when a consumer that had crashed has joined again. */
  readonly onReturn?: (() => void) | undefined;
}

/** Messages handled between two looks at whether to go on. */
const CHUNK = 500;
const COMMIT_MS = 1_000;
const BEAT_MS = 2_000;

/**
 * A kafkajs consumer under supervision. kafkajs restarts itself silently and for ever; here a crash ends it, is said
 * aloud, and a new one is built after a pause. Heartbeats go on while a batch is handled, and offsets are committed
 * about once a second: what a crash brings again, the inbox knows.
 */
export class KafkaReader {
  readonly #options: KafkaReaderOptions;
  readonly #stopping = new AbortController();
  /** The next offset to handle, by `topic:partition`. */
  readonly #next: Map<string, bigint>;
  readonly #committed = new Map<string, bigint>();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #established = deferred<void>();
  #consumer: Consumer | undefined;
  #running: Promise<void> | undefined;
  #committing: Promise<void> = Promise.resolve();

  constructor(options: KafkaReaderOptions) {
    this.#options = options;
    this.#next = new Map(options.beginAt);
    this.#established.promise.catch(() => {});
  }

  start(): void {
    const { onFault, groupId } = this.#options;
    onFault(`the Kafka consumer ${groupId} is not connected yet`);
    this.#running = this.#run().catch((error) => {
      if (!(error instanceof Stopped)) throw error;
    });
  }

  /** Resolves when the group has been joined for the first time. */
  established(): Promise<void> {
    return this.#established.promise;
  }

  /** The next offset to be handled by this process, if it has handled any of the partition. */
  next(topic: string, partition: number): bigint | undefined {
    return this.#next.get(`${topic}:${partition}`);
  }

  /** Commits what has been handled; a failure is for the next time. */
  commit(): Promise<void> {
    this.#committing = this.#committing.then(() => this.#commitNow()).catch(() => {});
    return this.#committing;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#established.reject(new Stopped('The reader was stopped.'));
    await Promise.allSettled(this.#inFlight);
    await this.#running;
    this.#options.onFault(undefined);
  }

  async #run(): Promise<void> {
    const { log, groupId, onFault } = this.#options;
    const { signal } = this.#stopping;
    const what = `the Kafka consumer ${groupId}`;
    let hasCrashed = false;
    while (!signal.aborted) {
      const { crashed } = await keepTrying(
        { what, log, signal, pauseMs: 500, onFailure: (error) => onFault(`${what}: ${messageOf(error)}`) },
        () => this.#join(),
      );
      onFault(undefined);
      this.#established.resolve();
      if (hasCrashed) this.#options.onReturn?.();
      const timer = setInterval(() => void this.commit(), COMMIT_MS);
      const error = await Promise.race([crashed, aborted(signal)]);
      clearInterval(timer);
      if (error !== undefined) {
        hasCrashed = true;
        onFault(`${what}: ${messageOf(error)}`);
        log.warn(`${what} ended and will be built anew`, { err: error });
      } else if (this.#options.commits) {
        await Promise.allSettled(this.#inFlight);
        await this.commit();
      }
      await this.#consumer?.disconnect().catch(() => {});
      this.#consumer = undefined;
    }
  }

  /** Joins the group; `crashed` resolves with the error that ends the consumer. */
  async #join(): Promise<{ crashed: Promise<unknown> }> {
    const { kafka, groupId, topics, sessionMs } = this.#options;
    const consumer = kafka.consumer({
      ...{ groupId, sessionTimeout: sessionMs, heartbeatInterval: BEAT_MS, rebalanceTimeout: 60_000 },
      ...{ maxWaitTimeInMs: 250, minBytes: 1, metadataMaxAge: 60_000 },
      retry: { initialRetryTime: 100, maxRetryTime: 1_500, retries: 5, restartOnFailure: async () => false },
    });
    const crash = deferred<unknown>();
    let crashed: unknown;
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      crashed = payload.error;
      crash.resolve(payload.error);
    });
    consumer.on(consumer.events.GROUP_JOIN, () => this.#committed.clear());
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      await consumer.run({
        ...{ autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: 4 },
        eachBatch: (payload) => this.#track(this.#handleBatch(payload)),
      });
      if (crashed !== undefined) throw crashed;
      this.#seek(consumer);
    } catch (error) {
      await consumer.disconnect().catch(() => {});
      throw explainKafka(error);
    }
    this.#consumer = consumer;
    return { crashed: crash.promise };
  }

  /** Only where offsets are not kept at the broker: from there on nothing is missed, also after a crash. */
  #seek(consumer: Consumer): void {
    if (this.#options.commits) return;
    for (const [name, offset] of this.#next) {
      const at = name.lastIndexOf(':');
      consumer.seek({
        topic: name.slice(0, at),
        partition: Number(name.slice(at + 1)),
        offset: String(offset),
      });
    }
  }

  #track(work: Promise<void>): Promise<void> {
    this.#inFlight.add(work);
    const done = () => this.#inFlight.delete(work);
    work.then(done, done);
    return work;
  }

  async #handleBatch({
    batch,
    resolveOffset,
    heartbeat,
    isRunning,
    isStale,
  }: EachBatchPayload): Promise<void> {
    const { signal } = this.#stopping;
    const { topic, partition, messages } = batch;
    const name = `${topic}:${partition}`;
    let leaving = false;
    const beat = setInterval(() => {
      // The group is being divided anew: end early, and kafkajs joins again.
      heartbeat().catch(() => {
        leaving = true;
      });
    }, BEAT_MS);
    try {
      for (let from = 0; from < messages.length; from += CHUNK) {
        if (leaving || signal.aborted || !isRunning() || isStale()) return;
        const chunk = messages.slice(from, from + CHUNK);
        await this.#options.handle(topic, partition, chunk, signal);
        const last = chunk.at(-1)?.offset ?? batch.lastOffset();
        resolveOffset(last);
        this.#next.set(name, BigInt(last) + 1n);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      clearInterval(beat);
    }
  }

  async #commitNow(): Promise<void> {
    if (!this.#options.commits || !this.#consumer) return;
    const due = [...this.#next].filter(([name, offset]) => this.#committed.get(name) !== offset);
    if (due.length === 0) return;
    await this.#consumer.commitOffsets(
      due.map(([name, offset]) => {
        const at = name.lastIndexOf(':');
        return { topic: name.slice(0, at), partition: Number(name.slice(at + 1)), offset: String(offset) };
      }),
    );
    for (const [name, offset] of due) this.#committed.set(name, offset);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
