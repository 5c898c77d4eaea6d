import { Kafka, logLevel } from 'kafkajs';
import { number, percentile, spread, spreadOf } from '../measure/figures.ts';
import { machine } from '../measure/machine.ts';
import { Endings } from '../process/endings.ts';
import { readNumbers } from '../process/read-numbers.ts';
import { carryBare, readTopic } from './carry-bare.ts';
import { createCustomers } from './create-customers.ts';
import { fillCustomers, fillUsers } from './fill-domains.ts';
import { type Passage, readPassages, untilRows } from './read-commits.ts';
import { placeDomains, runDomain } from './run-domain.ts';
import { type Parts, startParts } from './start-parts.ts';

const topic = 'lastmile.customer.customer';
/** Per customer: the customer, and who acts for it. */
const eventsPerCustomer = 2;

type Options = Readonly<Record<'mutations' | 'rate' | 'mass' | 'rounds', number>>;

/**
 * A mutation committed in the customer domain → its effect committed in the auth domain, over a real Kafka: latency at
 * a steady rate, and throughput of a large backlog against bare kafkajs with the same bytes on the same broker.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const options = readNumbers(argv, { mutations: 1_000, rate: 40, mass: 10_000, rounds: 5 });
  const endings = new Endings();
  try {
    const parts = await startParts(endings);
    console.log(`event-pipeline on ${machine()}, one Kafka broker, topics of 6 partitions\n`);
    const userIds = await fillUsers(parts.urls.auth, options.mutations + options.mass);
    const ports = await placeDomains();
    const latencies = await measureLatency(endings, parts, ports, userIds, options);
    const through = await measureThroughput(endings, parts, ports, userIds, options);
    const bare = await measureBare(parts, through.records, options);
    const ratio = through.perSecond / spreadOf(bare).median;
    const [p50, p99] = [percentile(latencies, 50), percentile(latencies, 99)];
    console.log(
      `event-pipeline ratio=${ratio.toFixed(3)} p50_ms=${p50.toFixed(1)} p99_ms=${p99.toFixed(1)} ` +
        `per_second=${Math.round(through.perSecond)}`,
    );
  } finally {
    await endings.all();
  }
}

type Ports = Awaited<ReturnType<typeof placeDomains>>;

async function measureLatency(
  endings: Endings,
  parts: Parts,
  ports: Ports,
  userIds: readonly string[],
  { mutations, rate }: Options,
): Promise<number[]> {
  const auth = endings.add(await runDomain('auth', parts, ports));
  const customer = endings.add(await runDomain('customer', parts, ports));
  // The users' own events come first; a group's first minute is not what is measured.
  await untilRows(parts.urls.customer, 'known_users', userIds.length);
  const warmUp = Math.ceil(mutations / 10);
  await createCustomers(customer.url, userIds.slice(0, warmUp), rate);
  await untilRows(parts.urls.auth, 'memberships', warmUp);
  const before = Date.now();
  await createCustomers(customer.url, userIds.slice(warmUp, mutations), rate);
  await untilRows(parts.urls.auth, 'memberships', mutations);
  await customer.stop();
  await auth.stop();
  const records = await readTopic(kafkaOf(parts, 'bench-read'), topic, eventsPerCustomer * mutations);
  const passages = (await readPassages(parts, records)).filter(({ committed }) => committed >= before);
  console.log(`  ${passages.length} mutations, ${rate} per second`);
  printStage('committed there → effect committed here', passages, (one) => one.effective - one.committed);
  printStage('  committed → sequenced and given to Kafka', passages, (one) => one.published - one.committed);
  printStage('  given to Kafka → effect committed', passages, (one) => one.effective - one.published);
  console.log('');
  return sorted(passages, (one) => one.effective - one.committed);
}

const sorted = (passages: readonly Passage[], stage: (passage: Passage) => number) =>
  passages.map(stage).sort((a, b) => a - b);

function printStage(name: string, passages: readonly Passage[], stage: (passage: Passage) => number): void {
  const took = sorted(passages, stage);
  const at = (percent: number) => `${number(percentile(took, percent), 1)} ms`;
  console.log(`  ${name.padEnd(42)} p50 ${at(50)}, p90 ${at(90)}, p99 ${at(99)}, at most ${at(100)}`);
}

async function measureThroughput(
  endings: Endings,
  parts: Parts,
  ports: Ports,
  userIds: readonly string[],
  { mutations, mass }: Options,
) {
  await fillCustomers(parts.urls.customer, userIds.slice(mutations));
  const auth = endings.add(await runDomain('auth', parts, ports));
  const began = Date.now();
  const customer = endings.add(await runDomain('customer', parts, ports));
  await untilRows(parts.urls.auth, 'memberships', mutations + mass);
  await customer.stop();
  await auth.stop();
  const all = await readTopic(kafkaOf(parts, 'bench-read'), topic, eventsPerCustomer * (mutations + mass));
  const records = all.filter(({ timestamp }) => timestamp >= began);
  const first = records.reduce(
    (least, { timestamp }) => Math.min(least, timestamp),
    Number.POSITIVE_INFINITY,
  );
  const passages = await readPassages(parts, records);
  const last = passages.reduce((latest, { effective }) => Math.max(latest, effective), 0);
  const perSecond = records.length / ((last - first) / 1_000);
  const bytes = records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
  console.log(
    `  ${number(records.length)} events of ${number(bytes / records.length)} bytes waiting in the log: ` +
      `${number(perSecond)} per second from the first one published to the last effect committed`,
  );
  return { perSecond, records };
}

async function measureBare(
  parts: Parts,
  records: Awaited<ReturnType<typeof readTopic>>,
  { rounds }: Options,
): Promise<number[]> {
  const kafka = kafkaOf(parts, 'bench-bare');
  const rates: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const rate = await carryBare(kafka, records, round);
    // The first one warms up.
    if (round > 0) rates.push(rate);
  }
  console.log(`  bare kafkajs with the same bytes, ${rounds} times: ${spread(rates)} per second\n`);
  return rates;
}

const kafkaOf = ({ kafka }: Parts, clientId: string) =>
  new Kafka({ brokers: [...kafka.bootstrap], clientId, logLevel: logLevel.NOTHING });
