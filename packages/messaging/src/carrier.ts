import type { EventEnvelope } from './envelope.ts';
import type { LoggedEvent, LogHead } from './read-log.ts';

/** A record as it came: off the wire as text, or the envelope itself where nothing was written out. */
export interface CarriedRecord {
  readonly topic: string;
  readonly partition: number;
  /** Offset within the partition (Kafka) or position in the log (in process), as text. */
  readonly offset: string;
  /** The stream's key as the carrier has it, where the envelope cannot be read. */
  readonly key?: string | undefined;
  readonly value: string | EventEnvelope;
}

export interface Subscription {
  /** Resolves when every record that was there at the call has been handed out and handled; for tests and readiness. */
  caughtUp(): Promise<void>;
  /** Ends after what is being handled; nothing is handed out after it. */
  stop(): Promise<void>;
}

/** A domain's log as its carrier reads it: by position, as it grows. */
export interface CarriedLog {
  readonly domain: string;
  /** The last event that this process has seen. */
  head(): LogHead;
  /** Gives positions to everything committed before the call, and resolves with the end of the log when that is seen here. */
  settle(): Promise<LogHead>;
  read(after: number, limit: number): Promise<readonly LoggedEvent[]>;
  beyond(position: number, signal: AbortSignal): Promise<void>;
  feed(request: FeedRequest): Promise<readonly EventEnvelope[]>;
  /** Where the carrier's own progress is kept: in the owner's database, under a lease. */
  readonly progress: PublisherProgress;
}

/** How far a log has been handed over. One process at a time holds it; a frozen one loses it. */
export interface PublisherProgress {
  /** Takes or renews the lease. The position after which to go on; undefined while another process holds it. */
  hold(holder: string, leaseMs: number): Promise<number | undefined>;
  /** Records a position, if the lease is still held. */
  record(holder: string, position: number): Promise<boolean>;
  release(holder: string): Promise<void>;
  /** The position last recorded, by whomever. */
  recorded(): Promise<number>;
}

/** Where a consumer keeps how far it has read, for carriers that do not keep it themselves. */
export interface ConsumerPositions {
  load(source: string): Promise<number>;
  save(source: string, position: number): Promise<void>;
}

export interface FeedRequest {
  readonly afterPosition: number;
  readonly topics?: readonly string[] | undefined;
  /** One stream after a sequence; `afterPosition` then counts as well. */
  readonly stream?:
    | { readonly topic: string; readonly key: string; readonly afterSequence: number }
    | undefined;
  /** At most 1,000. */
  readonly limit: number;
}

/**
 * How events travel between domains: in one process, or over Kafka. Both are held by one contract suite. Delivery is
 * at least once and in order within a stream; what makes it once is the inbox.
 */
export interface Carrier {
  /** Whether a group that reads for the first time is handed everything there ever was, so that no feed is needed. */
  readonly complete: boolean;
  /** Takes on a domain's log: from now on its events reach consumers. */
  carry(log: CarriedLog): Promise<Subscription>;
  /**
   * Records of the topics, shared among the members of the group. A batch is acknowledged when `handle` resolves; it
   * does its own retrying, and rejects only when `signal` has been aborted by `stop`.
   */
  consume(options: {
    topics: readonly string[];
    group: string;
    positions: ConsumerPositions;
    handle: (batch: readonly CarriedRecord[], signal: AbortSignal) => Promise<void>;
  }): Promise<Subscription>;
  /** Every record of the topics to every process, from the moment it resolves: revocations, settings. */
  follow(options: {
    topics: readonly string[];
    handle: (record: CarriedRecord) => Promise<void> | void;
    /** Told when records come again after they could not for a while. */
    onReturn?: (() => void) | undefined;
  }): Promise<Subscription>;
  /** The owner's log, for what the carrier has forgotten: how late or restored consumers catch up. */
  feed(domain: string, request: FeedRequest): Promise<readonly EventEnvelope[]>;
  ready(): { readonly ok: boolean; readonly why?: string };
  close(): Promise<void>;
}
