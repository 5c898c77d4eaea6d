import { randomUUID } from 'node:crypto';
import type { Log } from '@lastmile/telemetry/log';
import type { Admin, KafkaMessage } from 'kafkajs';
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

/** Carries events over Kafka. Nothing here waits for the broker to be up: what is down is said by `ready` and the log. */
export function createKafkaCarrier(options: KafkaCarrierOptions): Carrier {
  const { log, namespace = '', leaseMs, sessionMs = 10_000 } = options;
  const kafka = createKafkaClient(options, log);
  const logs = new Map<string, CarriedLog>();
  const faults = new Map<string, string>();
  const closing = new AbortController();
  const open = new Set<{ stop(): Promise<void> }>();
  const topicName = (topic: string) => `${namespace}${topic}`;
  const faultOf = (name: string) => (fault: string | undefined) => {
    if (fault === undefined) faults.delete(name);
    else faults.set(name, fault);
  };
  const withAdmin = async <T>(work: (admin: Admin) => Promise<T>): Promise<T> => {
    const admin = kafka.admin();
    try {
      await admin.connect();
      return await work(admin);
    } catch (error) {
      throw explainKafka(error);
    } finally {
      await admin.disconnect().catch(() => {});
    }
  };
  const stoppable = (part: { stop(): Promise<void> }, caughtUp: () => Promise<void>): Subscription => {
    open.add(part);
    const stop = async () => {
      open.delete(part);
      await part.stop();
    };
    return { caughtUp, stop };
  };
  const toRecord = (topic: string, partition: number, message: KafkaMessage): CarriedRecord => ({
    ...{ topic: topic.slice(namespace.length), partition, offset: message.offset },
    ...{ key: message.key?.toString(), value: message.value?.toString() ?? '' },
  });

  return {
    complete: false,
    carry: async (carried) => {
      logs.set(carried.domain, carried);
      const name = `publisher ${carried.domain}`;
      const publisher = new KafkaPublisher({
        ...{ kafka, carried, log, topicName, onFault: faultOf(name) },
        ...(leaseMs === undefined ? {} : { leaseMs }),
      });
      publisher.start();
      return stoppable(publisher, () => publisher.caughtUp());
    },
    consume: async ({ topics, group, handle }) => {
      const groupId = `${namespace}${group}`;
      const names = topics.map(topicName);
      const reader = new KafkaReader({
        ...{
          kafka,
          groupId,
          sessionMs,
          topics: names,
          log,
          commits: true,
          onFault: faultOf(`consumer ${groupId}`),
        },
        handle: (topic, partition, messages, signal) =>
          handle(
            messages.map((message) => toRecord(topic, partition, message)),
            signal,
          ),
      });
      reader.start();
      return stoppable(reader, () => groupCaughtUp(withAdmin, reader, groupId, names, closing.signal));
    },
    follow: async ({ topics, handle }) => {
      const groupId = `${namespace}lastmile.follow.${randomUUID()}`;
      const names = topics.map(topicName);
      const trying = { what: 'following events over Kafka', log, signal: closing.signal, pauseMs: 500 };
      const onFault = faultOf(`follower ${groupId}`);
      onFault('the Kafka follower is not connected yet');
      const beginAt = await keepTrying(trying, () => withAdmin((admin) => endOffsets(admin, names)));
      const reader = new KafkaReader({
        ...{ kafka, groupId, sessionMs, topics: names, log, commits: false, beginAt, onFault },
        handle: async (topic, partition, messages) => {
          for (const message of messages) await tell(handle, toRecord(topic, partition, message), log);
        },
      });
      reader.start();
      const part = {
        stop: async () => {
          await reader.stop();
          await withAdmin((admin) => admin.deleteGroups([groupId])).catch((error) =>
            log.debug('The group of a follower could not be deleted; the broker forgets it.', { err: error }),
          );
        },
      };
      const subscription = stoppable(part, () => followerCaughtUp(withAdmin, reader, names, closing.signal));
      await reader.established();
      return subscription;
    },
    feed: async (domain, request) => {
      const own = logs.get(domain);
      return own ? await own.feed(request) : await options.feed(domain, request);
    },
    ready: () => {
      const [why] = faults.values();
      return why === undefined ? { ok: true } : { ok: false, why };
    },
    close: async () => {
      closing.abort();
      await Promise.all([...open].map((part) => part.stop()));
      open.clear();
    },
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
