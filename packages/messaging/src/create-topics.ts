import { type Log, silentLog } from '@lastmile/telemetry/log';
import type { EventDefinition } from './define-event.ts';
import { createKafkaClient, type KafkaConnection } from './kafka-client.ts';

export interface CreateTopicsOptions extends KafkaConnection {
  // biome-ignore lint/suspicious/noExplicitAny: definitions of any data
  readonly definitions: readonly EventDefinition<any, string>[];
  /** Per topic; more can be added later, fewer cannot. Default 6. */
  readonly partitions?: number;
  /** Default 1; three brokers want 3. */
  readonly replicationFactor?: number;
  /** How long Kafka remembers; the owner's log remembers for ever. Default 3 days. */
  readonly retentionMs?: number;
  readonly namespace?: string;
  readonly log?: Log;
}

/**
 * Makes the topics of the events that are not there yet, and gives those with too few partitions more: one step before
 * anything else. Returns the names of what was made. Throws what the broker says.
 */
export async function createTopics(options: CreateTopicsOptions): Promise<string[]> {
  const { definitions, partitions = 6, replicationFactor = 1, retentionMs = 3 * 86_400_000 } = options;
  const log = options.log ?? silentLog;
  const names = [...new Set(definitions.map(({ topic }) => `${options.namespace ?? ''}${topic}`))].sort();
  const admin = createKafkaClient(options, log).admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = names.filter((name) => !existing.has(name));
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((topic) => ({
        ...{ topic, numPartitions: partitions, replicationFactor },
        configEntries: [{ name: 'retention.ms', value: String(retentionMs) }],
      })),
    });
    await addPartitions(
      admin,
      names.filter((name) => existing.has(name)),
      partitions,
    );
    log.info('Kafka topics are there', { topics: names.length, made: missing.length });
    return missing;
  } finally {
    await admin.disconnect();
  }
}

/** Streams move to other partitions then; a consumer that meets a gap by that fills it from the owner's feed. */
async function addPartitions(
  admin: ReturnType<ReturnType<typeof createKafkaClient>['admin']>,
  topics: readonly string[],
  count: number,
): Promise<void> {
  if (topics.length === 0) return;
  const known = await admin.fetchTopicMetadata({ topics: [...topics] });
  const small = known.topics.filter(({ partitions }) => partitions.length < count);
  if (small.length === 0) return;
  await admin.createPartitions({ topicPartitions: small.map(({ name }) => ({ topic: name, count })) });
}
