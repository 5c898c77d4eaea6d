import { compareCounts, type Finding, lost, other, twice } from './finding.ts';
import { type Domain, domains, type HouseDatabases } from './house-databases.ts';

interface Head {
  readonly position: string;
  readonly highest: string;
  readonly found: string;
}

interface Stream {
  readonly topic: string;
  readonly key: string;
  readonly head: string;
  readonly found: string;
  readonly highest: string;
}

const streamsOf = `
  select h.topic, h.key, h.sequence::text as head, count(e.sequence)::text as found,
    coalesce(max(e.sequence), 0)::text as highest
  from messaging.stream_heads h left join messaging.event_log e using (topic, key)
  group by h.topic, h.key, h.sequence`;

/** Positions and sequences have no gaps, everything is in the log, and every consumer has applied all of it. */
export async function checkLogs(databases: HouseDatabases): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const domain of domains) {
    findings.push(...(await checkLog(databases, domain)), ...(await checkConsumer(databases, domain)));
  }
  return findings;
}

async function checkLog(databases: HouseDatabases, domain: Domain): Promise<Finding[]> {
  const pending = await databases.count(domain, 'select count(*) from messaging.pending_events');
  const findings = pending > 0 ? [lost(`${domain}: ${pending} events have no position`)] : [];
  const [head] = await databases.query<Head>(
    domain,
    `select h.position::text, (select coalesce(max(position), 0)::text from messaging.event_log) as highest,
       (select count(*)::text from messaging.event_log) as found from messaging.log_head h`,
  );
  findings.push(
    ...compareCounts(`${domain}: positions in the log`, Number(head?.found), Number(head?.position)),
  );
  findings.push(
    ...compareCounts(`${domain}: the last position`, Number(head?.highest), Number(head?.position)),
  );
  for (const stream of await databases.query<Stream>(domain, streamsOf)) {
    const name = `${domain}: stream ${stream.topic} ${stream.key}`;
    findings.push(...compareCounts(`${name}, events`, Number(stream.found), Number(stream.head)));
    findings.push(...compareCounts(`${name}, last sequence`, Number(stream.highest), Number(stream.head)));
  }
  const sameIds = await databases.query<{ id: string }>(
    domain,
    `select envelope->>'id' as id from messaging.event_log group by 1 having count(*) > 1`,
  );
  return [...findings, ...sameIds.map(({ id }) => twice(`${domain}: event ${id} is in the log`))];
}

/** The inbox of a handler stands at the head of every stream that it hears. */
async function checkConsumer(databases: HouseDatabases, domain: Domain): Promise<Finding[]> {
  const parked = await databases.query<{ handler: string; reason: string }>(
    domain,
    'select handler, reason from messaging.parked_events',
  );
  const findings = parked.map(({ handler, reason }) =>
    other(`${domain}: ${handler} parked an event: ${reason}`),
  );
  const inbox = await databases.query<{ handler: string; topic: string; key: string; sequence: string }>(
    domain,
    'select handler, topic, key, sequence::text from messaging.inbox where generation = 1',
  );
  const known = new Map(inbox.map((row) => [`${row.handler} ${row.topic} ${row.key}`, Number(row.sequence)]));
  const heard = new Set(inbox.map(({ handler, topic }) => `${handler} ${topic}`));
  for (const pair of heard) {
    const [handler = '', topic = ''] = pair.split(' ');
    for (const { key, head } of await streamsSince(databases, domain, handler, topic)) {
      const at = known.get(`${handler} ${topic} ${key}`) ?? 0;
      findings.push(...compareCounts(`${domain}: ${handler} at ${topic} ${key}`, at, Number(head)));
    }
  }
  return findings;
}

/** The streams of a topic that went on after the handler's first start: a reaction leaves out those that did not. */
async function streamsSince(databases: HouseDatabases, domain: Domain, handler: string, topic: string) {
  const owner = domains.find((name) => topic.startsWith(`lastmile.${name}.`));
  if (!owner) return [];
  const [start] = await databases.query<{ at: Date }>(
    domain,
    'select started_at as at from messaging.handler_starts where handler = $1 and source = $2',
    [handler, owner],
  );
  return databases.query<{ key: string; head: string }>(
    owner,
    `select key, max(sequence)::text as head from messaging.event_log
     where topic = $1 group by key having max(recordedat) >= $2`,
    [topic, start?.at ?? new Date(0)],
  );
}

/** Whether everything that was said has been heard; asked until it is so. */
export async function isSettled(databases: HouseDatabases): Promise<boolean> {
  const heads = new Map<string, number>();
  for (const domain of domains) {
    if ((await databases.count(domain, 'select count(*) from messaging.pending_events')) > 0) return false;
    heads.set(
      domain,
      await databases.count(domain, 'select position::text as count from messaging.log_head'),
    );
  }
  for (const domain of domains) {
    const read = await databases.query<{ source: string; position: string }>(
      domain,
      'select source, position::text from messaging.consumer_positions',
    );
    if (read.some(({ source, position }) => Number(position) < (heads.get(source) ?? 0))) return false;
  }
  const waiting = `select count(*) from notification where state = 'PENDING'`;
  return (await databases.count('notification', waiting)) === 0;
}
