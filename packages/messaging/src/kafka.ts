import { randomUUID } from 'node:crypto';
import type { Log } from '@lastmile/telemetry/log';
import type { Admin, Kafka, KafkaMessage } from 'kafkajs';
import type { CarriedLog, CarriedRecord, Carrier, FeedRequest, Subscription } from './carrier.ts';
import type { EventEnvelope } from './envelope.ts';
import { createKafkaClient, explainKafka, type KafkaConnection } from './kafka-client.ts';
import { KafkaPublisher } from './kafka-publisher.ts';
import { KafkaReader } from './kafka-reader.ts';
import { keepTrying } from './keep-trying.ts';
import { pause } from './wake-signal.ts';

export interface KafkaCarrierOptions extends KafkaConnection {
  readonly log: Log;
  /** The log of another domain, from its owner: over HTTP in the distributed shape. */
  readonly feed: (domain: string, request: FeedRequest) => Promise<readonly EventEnvelope[]>;
  /** Stands before the names of topics and groups, so that several installations share a cluster. Default none. */
  readonly namespace?: string;
  /** How long a process that was killed or froze keeps others from publishing. Default 5,000. */
  readonly leaseMs?: number;
  /** How long one that was killed or froze keeps its partitions from the others. Default 10,000; brokers want 6,000. */
  readonly sessionMs?: number;
}

/** Carries events over Kafka. A domain's start does not wait for the broker: what is down is said by `ready` and the log. */
export function createKafkaCarrier(options: KafkaCarrierOptions): Carrier {
  return new KafkaCarrier(options);
}

class KafkaCarrier implements Carrier {
  readonly complete = false;
  readonly #options: KafkaCarrierOptions;
  readonly #namespace: string;
  readonly #sessionMs: number;
  readonly #kafka: Kafka;
  readonly #logs = new Map<string, CarriedLog>();
  readonly #faults = new Map<string, string>();
  readonly #closing = new AbortController();
  readonly #open = new Set<{ stop(): Promise<void> }>();

  constructor(options: KafkaCarrierOptions) {
    this.#options = options;
    this.#namespace = options.namespace ?? '';
    this.#sessionMs = options.sessionMs ?? 10_000;
    this.#kafka = createKafkaClient(options, options.log);
  }

  async carry(carried: CarriedLog): Promise<Subscription> {
    const { log, leaseMs } = this.#options;
    this.#logs.set(carried.domain, carried);
    const publisher = new KafkaPublisher({
      ...{ kafka: this.#kafka, carried, log, topicName: (topic) => this.#topicName(topic) },
      onFault: this.#faultOf(`publisher ${carried.domain}`),
      ...(leaseMs === undefined ? {} : { leaseMs }),
    });
    publisher.start();
    return this.#stoppable(publisher, () => publisher.caughtUp());
  }

  async consume({ topics, group, handle }: Parameters<Carrier['consume']>[0]): Promise<Subscription> {
    const groupId = `${this.#namespace}${group}`;
    const names = topics.map((topic) => this.#topicName(topic));
    const reader = new KafkaReader({
      ...this.#readerOptions(groupId, names),
      commits: true,
      handle: (topic, partition, messages, signal) =>
        handle(
          messages.map((message) => this.#toRecord(topic, partition, message)),
          signal,
        ),
    });
    reader.start();
    const { signal } = this.#closing;
    return this.#stoppable(reader, () => groupCaughtUp(this.#withAdmin, reader, groupId, names, signal));
  }

  async follow({ topics, handle, onReturn }: Parameters<Carrier['follow']>[0]): Promise<Subscription> {
    const { log } = this.#options;
    const { signal } = this.#closing;
    const groupId = `${this.#namespace}lastmile.follow.${randomUUID()}`;
    const names = topics.map((topic) => this.#topicName(topic));
    const readerOptions = this.#readerOptions(groupId, names);
    readerOptions.onFault('the Kafka follower is not connected yet');
    const trying = { what: 'following events over Kafka', log, signal, pauseMs: 500 };
    // Before anything else: from these offsets on it reads, however long joining takes.
    const beginAt = await keepTrying(trying, () => this.#withAdmin((admin) => endOffsets(admin, names)));
    const reader = new KafkaReader({
      ...{ ...readerOptions, commits: false, beginAt },
      handle: async (topic, partition, messages) => {
        for (const message of messages) await tell(handle, this.#toRecord(topic, partition, message), log);
      },
      onReturn,
    });
    reader.start();
    const part = { stop: () => this.#endFollower(reader, groupId) };
    const subscription = this.#stoppable(part, () =>
      followerCaughtUp(this.#withAdmin, reader, names, signal),
    );
    await reader.established();
    return subscription;
  }

  async feed(domain: string, request: FeedRequest): Promise<readonly EventEnvelope[]> {
    const own = this.#logs.get(domain);
    return own ? await own.feed(request) : await this.#options.feed(domain, request);
  }

  ready(): { ok: boolean; why?: string } {
    const [why] = this.#faults.values();
    return why === undefined ? { ok: true } : { ok: false, why };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#open].map((part) => part.stop()));
    this.#open.clear();
  }

  #topicName(topic: string): string {
    return `${this.#namespace}${topic}`;
  }

  #readerOptions(groupId: string, topics: readonly string[]) {
    const { log } = this.#options;
    const onFault = this.#faultOf(`reader ${groupId}`);
    return { kafka: this.#kafka, groupId, sessionMs: this.#sessionMs, topics, log, onFault };
  }

  #toRecord(topic: string, partition: number, message: KafkaMessage): CarriedRecord {
    return {
      ...{ topic: topic.slice(this.#namespace.length), partition, offset: message.offset },
      ...{ key: message.key?.toString(), value: message.value?.toString() ?? '' },
    };
  }

  #faultOf(name: string): (fault: string | undefined) => void {
    return (fault) => {
      if (fault === undefined) this.#faults.delete(name);
      else this.#faults.set(name, fault);
    };
  }

  #stoppable(part: { stop(): Promise<void> }, caughtUp: () => Promise<void>): Subscription {
    this.#open.add(part);
    const stop = async () => {
      this.#open.delete(part);
      await part.stop();
    };
    return { caughtUp, stop };
  }

  async #endFollower(reader: KafkaReader, groupId: string): Promise<void> {
    await reader.stop();
    await this.#withAdmin((admin) => admin.deleteGroups([groupId])).catch((error) =>
      this.#options.log.debug('The group of a follower could not be deleted; the broker forgets it.', {
        err: error,
      }),
    );
  }

  readonly #withAdmin: WithAdmin = async (work) => {
    const admin = this.#kafka.admin();
    try {
      await admin.connect();
      return await work(admin);
    } catch (error) {
      throw explainKafka(error);
    } finally {
      await admin.disconnect().catch(() => {});
    }
  };
}

type WithAdmin = <T>(work: (admin: Admin) => Promise<T>) => Promise<T>;

/** One that hears everything has nowhere to park what it fails at: it is told of it and goes on. */
async function tell(
  handle: (record: CarriedRecord) => Promise<void> | void,
  record: CarriedRecord,
  log: Log,
): Promise<void> {
  try {
    await handle(record);
  } catch (error) {
    const { topic, partition, offset } = record;
    log.error('A follower failed on an event.', { topic, partition, offset, err: error });
  }
}

/** The next offset to be written, by `topic:partition`. */
async function endOffsets(admin: Admin, topics: readonly string[]): Promise<Map<string, bigint>> {
  const ends = new Map<string, bigint>();
  for (const topic of topics) {
    for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
      ends.set(`${topic}:${partition}`, BigInt(high));
    }
  }
  return ends;
}

async function followerCaughtUp(
  withAdmin: WithAdmin,
  reader: KafkaReader,
  topics: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const ends = await withAdmin((admin) => endOffsets(admin, topics));
  const behind = () =>
    [...ends].some(([name, end]: readonly [string, bigint]) => {
      const at = name.lastIndexOf(':');
      return (reader.next(name.slice(0, at), Number(name.slice(at + 1))) ?? 0n) < end;
    });
  while (!signal.aborted && behind()) await pause(10, signal);
}

/** Whether all members of the group together have handled what was there at the call. */
async function groupCaughtUp(
  withAdmin: WithAdmin,
  reader: KafkaReader,
  groupId: string,
  topics: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await withAdmin(async (admin) => {
    const ends = await endOffsets(admin, topics);
    while (!signal.aborted) {
      await reader.commit();
      const committed = await admin.fetchOffsets({ groupId, topics: [...topics] });
      const known = new Map<string, bigint>(
        committed.flatMap(({ topic, partitions }) =>
          partitions.map(({ partition, offset }) => [`${topic}:${partition}`, BigInt(offset)] as const),
        ),
      );
      if ([...ends].every(([name, end]) => end === 0n || (known.get(name) ?? -1n) >= end)) return;
      await pause(25, signal);
    }
  });
}
