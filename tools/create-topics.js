// Makes Kafka's topics, once, before the domains start: npm run topics; brokers are in KAFKA_BROKERS.
import { createTopics } from '../packages/messaging/src/create-topics.ts';
import { eventCatalogue } from '../packages/messaging/src/events/catalogue.ts';

const { KAFKA_BROKERS: brokers, KAFKA_PARTITIONS: partitions, KAFKA_REPLICATION: replication } = process.env;

try {
  const made = await createTopics({
    brokers: addresses(),
    clientId: 'lastmile-topics',
    definitions: eventCatalogue,
    partitions: whole('KAFKA_PARTITIONS', partitions, 6),
    replicationFactor: whole('KAFKA_REPLICATION', replication, 1),
  });
  console.log(made.length > 0 ? `Made ${made.join(', ')}` : 'All topics are there.');
  process.exit(0);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

function addresses() {
  const list = (brokers ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  if (list.length === 0)
    throw new Error('KAFKA_BROKERS is not set: name at least one broker: host:port,host:port');
  return list;
}

function whole(name, text, otherwise) {
  const read = text ? Number(text) : otherwise;
  if (!Number.isInteger(read) || read < 1)
    throw new Error(`${name} is a whole number from 1, not "${text}".`);
  return read;
}
