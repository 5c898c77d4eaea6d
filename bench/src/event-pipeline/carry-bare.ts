import { type Consumer, type Kafka, type Message, Partitioners } from 'kafkajs';

export interface KafkaRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Message['headers'];
  /** When it was produced, in milliseconds since 1970. */
  readonly timestamp: number;
}

const batchSize = 500;

/** All `count` records of a topic from its beginning. */
export async function readTopic(kafka: Kafka, topic: string, count: number): Promise<KafkaRecord[]> {
  const records: KafkaRecord[] = [];
  const { finished } = await consume(kafka, topic, count, (record) => records.push(record));
  await finished;
  return records;
}

/**
 * What kafkajs does with these very bytes and nothing around it, in records per second: sent in batches while a group
 * reads them, from the first send until the last has arrived.
 */
export async function carryBare(
  kafka: Kafka,
  records: readonly KafkaRecord[],
  round: number,
): Promise<number> {
  const topic = `bench.bare.${round}`;
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 6 }] });
  await admin.disconnect();
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const { joined, finished } = await consume(kafka, topic, records.length, () => {});
  await joined;
  const began = performance.now();
  for (let from = 0; from < records.length; from += batchSize) {
    const messages = records
      .slice(from, from + batchSize)
      .map(({ key, value, headers }) => ({ key, value, ...(headers && { headers }) }));
    await producer.send({ topic, messages, acks: -1 });
  }
  await finished;
  const seconds = (performance.now() - began) / 1_000;
  await producer.disconnect();
  return records.length / seconds;
}

async function consume(kafka: Kafka, topic: string, count: number, take: (record: KafkaRecord) => void) {
  const consumer: Consumer = kafka.consumer({ groupId: `bench-${topic}-${Date.now()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const joined = new Promise<void>((resolve) => consumer.on(consumer.events.GROUP_JOIN, () => resolve()));
  const arrived = Promise.withResolvers<void>();
  let seen = 0;
  await consumer.run({
    eachBatch: async ({ batch }) => {
      for (const { key, value, headers, timestamp } of batch.messages)
        take({ key, value, headers, timestamp: Number(timestamp) });
      seen += batch.messages.length;
      if (seen >= count) arrived.resolve();
    },
  });
  const deadline = new Promise<never>((_, reject) => {
    const late = () => reject(new Error(`${topic}: ${seen} of ${count} records arrived within a minute.`));
    setTimeout(late, 60_000).unref();
  });
  const finished = Promise.race([arrived.promise, deadline]).finally(() => consumer.disconnect());
  finished.catch(() => {});
  return { joined, finished };
}
