import { randomUUID } from 'node:crypto';
import { silentLog } from '@lastmile/telemetry/log';
import { Partitioners } from 'kafkajs';
import type { CarriedLog, Carrier, FeedRequest } from './carrier.ts';
import { describeCarrier } from './carrier-contract.ts';
import { createTopics } from './create-topics.ts';
import { createKafkaCarrier } from './kafka.ts';
import { createKafkaClient } from './kafka-client.ts';
import { orderPlaced, orderShipped } from './testing.ts';

const brokers = (process.env.LASTMILE_TEST_KAFKA ?? '').split(',');

describeCarrier('over Kafka', async () => {
  const namespace = `test-${randomUUID().slice(0, 8)}.`;
  const clientId = 'messaging-test';
  await createTopics({
    brokers,
    clientId,
    namespace,
    partitions: 3,
    definitions: [orderPlaced, orderShipped],
  });
  const carriers: Carrier[] = [];
  const logs = new Map<string, CarriedLog>();
  const feed = async (domain: string, request: FeedRequest) => {
    const owner = logs.get(domain);
    if (!owner) throw new Error(`${domain} is away`);
    return await owner.feed(request);
  };
  const carrierFor = () => {
    const carrier = createKafkaCarrier({
      ...{ brokers, clientId, namespace, feed, log: silentLog, leaseMs: 1_000, sessionMs: 6_000 },
    });
    carriers.push(carrier);
    const carry = carrier.carry.bind(carrier);
    // What HTTP is in the distributed shape.
    return Object.assign(carrier, {
      carry: (log: CarriedLog) => {
        logs.set(log.domain, log);
        return carry(log);
      },
    });
  };
  return {
    carrierFor,
    processArguments: ['kafka', namespace, brokers.join(',')],
    // Long enough for the group to forget the member that was killed before.
    kills: { rounds: 3, aliveMs: 8_000 },
    sendRaw: async (topic, key, value) => {
      const kafka = createKafkaClient({ brokers, clientId }, silentLog);
      const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
      await producer.connect();
      await producer.send({ topic: `${namespace}${topic}`, messages: [{ key, value }] });
      await producer.disconnect();
    },
    close: async () => {
      await Promise.all(carriers.map((carrier) => carrier.close()));
    },
  };
});
