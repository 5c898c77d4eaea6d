/** One broker of a cluster, broker and controller in one process. Ports are on 127.0.0.1. */
export interface BrokerAddress {
  port: number;
  controllerPort: number;
}

/** Partitions of Kafka's own topics: few, so that their coordinators stand soon after the port opens. */
export const COORDINATOR_PARTITIONS = 4;

/** The `server.properties` of broker `index` (its node id is `index + 1`). */
export function serverProperties(index: number, addresses: readonly BrokerAddress[], logDir: string): string {
  const own = addresses[index];
  if (own === undefined) throw new RangeError(`There is no broker ${index} among ${addresses.length}.`);
  const copies = addresses.length;
  const inSync = copies > 1 ? copies - 1 : 1;
  const voters = addresses.map(({ controllerPort }, i) => `${i + 1}@127.0.0.1:${controllerPort}`).join(',');
  const settings: Record<string, string | number | boolean> = {
    'process.roles': 'broker,controller',
    'node.id': index + 1,
    'controller.quorum.voters': voters,
    listeners: `PLAINTEXT://127.0.0.1:${own.port},CONTROLLER://127.0.0.1:${own.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${own.port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': logDir,
    'num.partitions': 1,
    'default.replication.factor': copies,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': COORDINATOR_PARTITIONS,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': COORDINATOR_PARTITIONS,
    'group.initial.rebalance.delay.ms': 0,
    'auto.create.topics.enable': false,
    // A killed leader is replaced after this; below it a busy two-core machine takes live brokers for dead ones.
    'broker.session.timeout.ms': 5_000,
    'broker.heartbeat.interval.ms': 500,
    // Preallocating ten megabytes of index per partition makes a test's hundred topics cost a gigabyte.
    'log.index.size.max.bytes': 1_048_576,
    'log.cleaner.dedupe.buffer.size': 16_777_216,
    'log.cleaner.threads': 1,
  };
  return `${Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n')}\n`;
}
