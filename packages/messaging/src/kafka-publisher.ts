import { newId } from '@lastmile/kernel/id';
import type { Log } from '@lastmile/telemetry/log';
import { type Kafka, Partitioners, type Producer, type TopicMessages } from 'kafkajs';
import type { CarriedLog } from './carrier.ts';
import { explainKafka } from './kafka-client.ts';
import { keepTrying, Stopped } from './keep-trying.ts';
import type { LoggedEvent } from './read-log.ts';
import { pause } from './wake-signal.ts';

export interface KafkaPublisherOptions {
  readonly kafka: Kafka;
  readonly carried: CarriedLog;
  readonly log: Log;
  /** What a topic is called at the broker. */
  readonly topicName: (topic: string) => string;
  readonly onFault: (fault: string | undefined) => void;
  /** How long a frozen process keeps others from publishing. Default 5,000. */
  readonly leaseMs?: number;
}

const BATCH = 500;
const RECORD_MS = 1_000;
/** Brokers take about a megabyte at once per partition, and all of a batch may be of one. */
const BYTES_MAX = 700_000;
const HEADERS = { 'content-type': 'application/cloudevents+json; charset=UTF-8' };

interface PositionedMessage {
  readonly topic: string;
  readonly key: string;
  readonly value: Buffer;
  readonly position: number;
}

/** As many of the events, from the first on, as may be sent at once; always one. */
function fittingTogether(events: readonly LoggedEvent[]): PositionedMessage[] {
  const messages: PositionedMessage[] = [];
  let bytes = 0;
  for (const { topic, event } of events) {
    const value = Buffer.from(JSON.stringify(event));
    bytes += value.length + 200;
    if (messages.length > 0 && bytes > BYTES_MAX) break;
    messages.push({ topic, key: event.partitionkey, value, position: event.position });
  }
  return messages;
}

/**
 * Hands a domain's log to Kafka in the order of positions, one process at a time, under a lease. What was sent and not
 * recorded before a crash is sent again; first deliveries stay in order, since whoever takes over begins at or before
 * the place where the last one stood.
 */
export class KafkaPublisher {
  readonly #options: KafkaPublisherOptions;
  readonly #holder = newId();
  readonly #stopping = new AbortController();
  readonly #leaseMs: number;
  #producer: Producer | undefined;
  #running: Promise<void> | undefined;
  #position = 0;
  #recorded = 0;
  #recordedAt = 0;
  #heldAt = Number.NEGATIVE_INFINITY;

  constructor(options: KafkaPublisherOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? 5_000;
  }

  start(): void {
    this.#options.onFault(`the Kafka producer of ${this.#options.carried.domain} is not connected yet`);
    this.#running = this.#run().catch((error) => {
      if (!(error instanceof Stopped)) throw error;
    });
  }

  /** Resolves when everything that the log has now is with Kafka, whoever sends it. */
  async caughtUp(): Promise<void> {
    const { carried } = this.#options;
    const target = (await carried.settle()).position;
    const { signal } = this.#stopping;
    while (!signal.aborted && this.#position < target) {
      // Another process may be the one that publishes; then its recorded position counts.
      const known = await carried.progress.recorded();
      if (known >= target) return;
      await pause(10, signal);
    }
  }

  /** Ends after the batch that is being sent; hands the lease back. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    const { progress } = this.#options.carried;
    if (this.#heldAt > 0) {
      await progress
        .record(this.#holder, this.#position)
        .then(() => progress.release(this.#holder))
        .catch(() => {});
    }
    await this.#producer?.disconnect().catch(() => {});
    this.#options.onFault(undefined);
  }

  async #run(): Promise<void> {
    const { carried, log, onFault } = this.#options;
    const { signal } = this.#stopping;
    const what = `publishing the log of ${carried.domain} to Kafka`;
    const failed = async (error: unknown) => {
      onFault(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      // An idempotent producer that has failed may never work again (kafkajs #598).
      const producer = this.#producer;
      this.#producer = undefined;
      await producer?.disconnect().catch(() => {});
    };
    while (!signal.aborted) {
      const idle = await keepTrying({ what, log, signal, onFailure: failed, pauseMs: 250 }, () =>
        this.#step(),
      );
      onFault(undefined);
      if (idle === 'not-mine') await pause(this.#leaseMs / 5, signal);
      if (idle === 'empty') await this.#waitForMore(signal);
    }
  }

  async #step(): Promise<'sent' | 'empty' | 'not-mine'> {
    const { carried } = this.#options;
    this.#producer ??= await this.#connect();
    if (!(await this.#hold())) return 'not-mine';
    const messages = fittingTogether(await carried.read(this.#position, BATCH));
    const last = messages.at(-1);
    if (!last) {
      await this.#record(true);
      return 'empty';
    }
    await this.#send(this.#producer, messages);
    this.#position = last.position;
    await this.#record(false);
    return 'sent';
  }

  async #connect(): Promise<Producer> {
    const producer = this.#options.kafka.producer({
      ...{ idempotent: true, maxInFlightRequests: 1, createPartitioner: Partitioners.DefaultPartitioner },
      retry: { initialRetryTime: 100, maxRetryTime: 1_500, retries: 5 },
    });
    await producer.connect();
    return producer;
  }

  /** Whether the lease is ours, renewed long before it ends. */
  async #hold(): Promise<boolean> {
    const now = performance.now();
    if (now - this.#heldAt < this.#leaseMs / 3) return true;
    const lapsed = now - this.#heldAt > this.#leaseMs;
    const position = await this.#options.carried.progress.hold(this.#holder, this.#leaseMs);
    if (position === undefined) {
      this.#heldAt = Number.NEGATIVE_INFINITY;
      return false;
    }
    // Somebody else may have published in between; what this process remembers counts only while it never let go.
    if (lapsed) {
      this.#position = position;
      this.#recorded = position;
    }
    this.#heldAt = now;
    return true;
  }

  async #send(producer: Producer, messages: readonly PositionedMessage[]): Promise<void> {
    const byTopic = new Map<string, TopicMessages['messages']>();
    for (const { topic, key, value } of messages) {
      const ofTopic = byTopic.get(topic) ?? [];
      byTopic.set(topic, ofTopic);
      ofTopic.push({ key, value, headers: HEADERS });
    }
    const topicMessages = [...byTopic].map(([topic, ofTopic]) => ({
      ...{ topic: this.#options.topicName(topic), messages: ofTopic },
    }));
    try {
      await producer.sendBatch({ acks: -1, topicMessages });
    } catch (error) {
      throw explainKafka(error);
    }
  }

  /** About once a second, and when there is nothing left to send. */
  async #record(now: boolean): Promise<void> {
    if (this.#recorded === this.#position) return;
    if (!now && performance.now() - this.#recordedAt < RECORD_MS) return;
    await this.#options.carried.progress.record(this.#holder, this.#position);
    this.#recorded = this.#position;
    this.#recordedAt = performance.now();
  }

  /** Sleeps until the log grows, and long enough before the lease ends. */
  async #waitForMore(signal: AbortSignal): Promise<void> {
    const enough = AbortSignal.any([signal, AbortSignal.timeout(Math.floor(this.#leaseMs / 3))]);
    await this.#options.carried.beyond(this.#position, enough);
  }
}
