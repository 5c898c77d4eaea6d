import { setTimeout as sleep } from 'node:timers/promises';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { COORDINATOR_PARTITIONS } from './server-properties.ts';

export interface WaitOptions {
  bootstrap: readonly string[];
  /** How many brokers must have joined. */
  brokers: number;
  timeoutMs: number;
  /** Throws when waiting has lost its sense, e.g. because a broker has ended. */
  stillHopeful: () => Promise<void>;
}

/**
 * Resolves when all brokers have joined and every group and transaction coordinator answers. The port is open
 * seconds before that, and the first consumer of an impatient program fails with COORDINATOR_NOT_AVAILABLE.
 */
export async function waitForKafka(options: WaitOptions): Promise<void> {
  const until = performance.now() + options.timeoutMs;
  let reason: unknown;
  while (performance.now() < until) {
    await options.stillHopeful();
    try {
      return await ask(options);
    } catch (error) {
      reason = error;
      await sleep(200);
    }
  }
  await options.stillHopeful();
  throw new Error(
    `Kafka at ${options.bootstrap.join(', ')} was not ready within ${options.timeoutMs / 1_000} s: ${messageOf(reason)}`,
    { cause: reason },
  );
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function ask({ bootstrap, brokers }: WaitOptions): Promise<void> {
  const kafka = new Kafka({
    clientId: 'lastmile-readiness',
    brokers: [...bootstrap],
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    // An idempotent producer insists on one.
    retry: { retries: 1, initialRetryTime: 100 },
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    await expectBrokers(admin, brokers);
    await expectGroupCoordinators(admin);
    for (const id of probeNames('transaction')) await expectTransactionCoordinator(kafka, id);
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

async function expectBrokers(admin: Admin, brokers: number): Promise<void> {
  const { brokers: joined } = await admin.describeCluster();
  if (joined.length < brokers) throw new Error(`${joined.length} of ${brokers} brokers have joined`);
}

async function expectGroupCoordinators(admin: Admin): Promise<void> {
  const { groups } = (await admin.describeGroups(probeNames('group'))) as {
    groups: { errorCode?: number }[];
  };
  const failed = groups.find((group) => (group.errorCode ?? 0) !== 0);
  if (failed !== undefined) throw new Error(`the group coordinator answers error ${failed.errorCode}`);
}

async function expectTransactionCoordinator(kafka: Kafka, transactionalId: string): Promise<void> {
  const producer = kafka.producer({ transactionalId, maxInFlightRequests: 1, idempotent: true });
  try {
    await producer.connect();
    await (await producer.transaction()).abort();
  } finally {
    await producer.disconnect().catch(() => {});
  }
}

/** One name per partition of Kafka's own topics, each of which has a coordinator that loads on its own. */
export function probeNames(kind: string): string[] {
  const names = new Map<number, string>();
  for (let i = 0; names.size < COORDINATOR_PARTITIONS; i += 1) {
    const name = `lastmile-ready-${kind}-${i}`;
    const partition = (javaHash(name) & 0x7fffffff) % COORDINATOR_PARTITIONS;
    if (!names.has(partition)) names.set(partition, name);
  }
  return [...names.values()];
}

/** `String.hashCode` of Java, which is how Kafka assigns a group to a partition. */
export function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}
