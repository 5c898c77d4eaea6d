import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import { isAlive } from './leftover-process.ts';
import { type RunningKafka, startKafka } from './start-kafka.ts';

const client = (brokers: string[]) =>
  new Kafka({
    clientId: 'test',
    brokers,
    logLevel: logLevel.NOTHING,
    retry: { retries: 30, maxRetryTime: 1_000 },
  });

const named = (what: string) => `${what}-${randomUUID()}`;

async function makeTopic(brokers: string[], topic: string, replicas: number): Promise<number> {
  const admin = client(brokers).admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: true,
    topics: [{ topic, numPartitions: 1, replicationFactor: replicas }],
  });
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  await admin.disconnect();
  return topics[0]?.partitions[0]?.leader ?? -1;
}

/**
 * A broker that was killed is named as the controller until its session ends (9 s), and kafkajs gives up at once on
 * a controller that it cannot connect to. Nothing has been sent by then, so that trying again repeats nothing.
 */
async function connectProducer(brokers: string[]): Promise<Producer> {
  const until = performance.now() + 30_000;
  for (;;) {
    const producer = client(brokers).producer({ idempotent: true });
    try {
      await producer.connect();
      return producer;
    } catch (error) {
      await producer.disconnect().catch(() => {});
      if (performance.now() > until) throw error;
      await sleep(200);
    }
  }
}

async function send(brokers: string[], topic: string, values: string[]): Promise<void> {
  const producer = await connectProducer(brokers);
  for (const value of values) await producer.send({ topic, acks: -1, messages: [{ value }] });
  await producer.disconnect();
}

/** Reads from the beginning, in a group of its own, until `count` records have come. */
async function receive(brokers: string[], topic: string, count: number): Promise<string[]> {
  const consumer = client(brokers).consumer({ groupId: named('group') });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const values: string[] = [];
  await new Promise<void>((resolve, reject) => {
    // What it restarts after by itself is no failure.
    consumer.on('consumer.crash', ({ payload }) => {
      if (!payload.restart) reject(payload.error);
    });
    consumer
      .run({
        eachMessage: async ({ message }) => {
          values.push(String(message.value));
          if (values.length === count) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return values;
}

describe('one broker', () => {
  let dataDir: string;
  let kafka: RunningKafka;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lastmile-one-'));
    kafka = await startKafka({ brokers: 1, dataDir });
  }, 180_000);

  afterAll(async () => {
    await kafka.stop();
    await rm(dataDir, { recursive: true, force: true });
  }, 30_000);

  it('carries a record there and back', async () => {
    const topic = named('topic');
    await makeTopic(kafka.bootstrap, topic, 1);
    await send(kafka.bootstrap, topic, ['hello']);
    expect(await receive(kafka.bootstrap, topic, 1)).toEqual(['hello']);
  }, 60_000);

  it('keeps records and addresses over kill -9, over stop and over start', async () => {
    const topic = named('topic');
    const { bootstrap } = kafka;
    await makeTopic(bootstrap, topic, 1);
    await send(bootstrap, topic, ['one']);
    await kafka.kill(0, 'SIGKILL');
    await kafka.restart(0);
    await send(bootstrap, topic, ['two']);
    await kafka.stop();
    kafka = await startKafka({ brokers: 1, dataDir });
    expect(kafka.bootstrap).toEqual(bootstrap);
    await send(bootstrap, topic, ['three']);
    expect(await receive(bootstrap, topic, 3)).toEqual(['one', 'two', 'three']);
  }, 120_000);

  it('refuses a second start on its folder, and another number of brokers', async () => {
    await expect(startKafka({ brokers: 1, dataDir })).rejects.toThrow(
      /runs a Kafka on .* give another folder/,
    );
    await kafka.stop();
    await expect(startKafka({ brokers: 3, dataDir })).rejects.toThrow(/holds a cluster of 1 broker/);
    kafka = await startKafka({ brokers: 1, dataDir });
  }, 60_000);

  it('leaves no process behind when stopped, and no pid file', async () => {
    const pid = Number(await readFile(join(dataDir, 'broker-1.pid'), 'utf8'));
    expect(isAlive(pid)).toBe(true);
    await kafka.stop();
    expect(isAlive(pid)).toBe(false);
    await expect(readFile(join(dataDir, 'broker-1.pid'))).rejects.toThrow('ENOENT');
    kafka = await startKafka({ brokers: 1, dataDir });
  }, 60_000);
});

describe('three brokers', () => {
  it('go on when the leader of a partition is killed with -9, and take it back', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'lastmile-three-'));
    const kafka = await startKafka({ brokers: 3, dataDir });
    try {
      const topic = named('topic');
      const leader = await makeTopic(kafka.bootstrap, topic, 3);
      await send(kafka.bootstrap, topic, ['before']);
      await kafka.kill(leader - 1, 'SIGKILL');
      await send(kafka.bootstrap, topic, ['without the leader']);
      await kafka.restart(leader - 1);
      await send(kafka.bootstrap, topic, ['after']);
      expect(await receive(kafka.bootstrap, topic, 3)).toEqual(['before', 'without the leader', 'after']);
    } finally {
      await kafka.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  }, 240_000);
});
