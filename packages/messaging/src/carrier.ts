import type { EventEnvelope } from './envelope.ts';

/** A record as it came off the wire: parsed or not. */
export interface CarriedRecord {
  readonly topic: string;
  readonly partition: number;
  /** Offset within the partition (Kafka) or position in the log (in process), as text. */
  readonly offset: string;
  /** The envelope's JSON text. */
  readonly value: string;
}

export interface Subscription {
  /** Resolves when every record that was there at the call has been handed out and handled; for tests and readiness. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * How events travel between domains: in one process, or over Kafka. Both are held by one contract suite. Delivery is
 * at least once and in order within a stream; what makes it once is the inbox.
 */
export interface Carrier {
  /** Hands over positioned events of one domain's log, in their order. Resolves when they are safe with the carrier. */
  publish(events: readonly EventEnvelope[]): Promise<void>;
  /** Records of the topics, shared among the members of the group. A batch is acknowledged when `handle` resolves. */
  consume(options: {
    topics: readonly string[];
    group: string;
    handle: (batch: readonly CarriedRecord[]) => Promise<void>;
  }): Promise<Subscription>;
  /** Every record of the topics to every process: revocations, settings. */
  follow(options: {
    topics: readonly string[];
    handle: (record: CarriedRecord) => Promise<void> | void;
  }): Promise<Subscription>;
  /** The owner's log from a position on, for what the carrier has forgotten: how late or restored consumers catch up. */
  feed(options: {
    domain: string;
    afterPosition: number;
    topics?: readonly string[];
    stream?: { topic: string; key: string; afterSequence: number };
    limit: number;
  }): Promise<readonly EventEnvelope[]>;
  close(): Promise<void>;
}
