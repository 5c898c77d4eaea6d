import { eventually } from '../client/graphql-client.ts';
import { type Finding, lost, other, twice } from './finding.ts';
import type { Domain, HouseDatabases } from './house-databases.ts';
import { type LiveRecord, positionOf } from './live-record.ts';
import type { Told } from './tell-story.ts';

interface Followed {
  readonly name: string;
  readonly live: LiveRecord;
  readonly domain: Domain;
  readonly types: readonly string[];
  /** Nobody's: everything of these types. */
  readonly customerId?: string;
}

const waitMs = 20_000;

/** Each subscription heard what the log has of its subject, in the log's order, once, over all its reconnections. */
export async function checkLives(databases: HouseDatabases, told: Told): Promise<Finding[]> {
  const { customerId } = told.story;
  const followed: Followed[] = [
    {
      ...{ name: 'invoices', live: told.invoices, domain: 'billing' as const, customerId },
      types: ['created', 'paid', 'overdue', 'cancelled'].map((what) => `billing.invoice.${what}`),
    },
    {
      ...{ name: 'outages', live: told.outages, domain: 'monitoring' as const, customerId },
      types: ['monitoring.line_impact.revised'],
    },
    {
      ...{ name: 'all outages', live: told.allOutages, domain: 'monitoring' as const },
      types: ['opened', 'updated', 'resolved'].map((what) => `monitoring.outage.${what}`),
    },
  ];
  const findings: Finding[] = [];
  for (const one of followed) findings.push(...(await checkLive(databases, told.tag, one)));
  return findings;
}

async function checkLive(databases: HouseDatabases, tag: string, followed: Followed): Promise<Finding[]> {
  const { live, domain, types, customerId } = followed;
  const name = `story ${tag}, subscription to ${followed.name}`;
  const first = await live.begun();
  const wished = await databases.query<{ position: string; type: string }>(
    domain,
    `select position::text, type from messaging.event_log
     where type = any($1) and position > $2 and ($3::text is null or customerid = $3) order by position`,
    [types, first, customerId ?? null],
  );
  const heardSoFar = () => new Set(live.heard.map(({ cursor }) => positionOf(cursor)));
  // The last ones may still be on their way; what does not come is found below.
  await eventually(
    name,
    async () => wished.every(({ position }) => heardSoFar().has(Number(position))),
    waitMs,
  ).catch(() => {});
  await live.stop();
  const findings = live.errors.map((error) => other(`${name}: ${error}`));
  const heard = live.heard.map(({ cursor }) => positionOf(cursor));
  for (const { position, type } of wished) {
    const times = heard.filter((one) => one === Number(position)).length;
    if (times === 0) findings.push(lost(`${name}: ${type} at ${position} was not heard`));
    if (times > 1) findings.push(twice(`${name}: ${type} at ${position} was heard ${times} times`));
  }
  if (live.heard.some(({ change }) => change === 'RESYNC'))
    findings.push(other(`${name}: was told to resync`));
  const inOrder = heard.every((position, index) => index === 0 || position > (heard[index - 1] ?? 0));
  if (!inOrder) findings.push(other(`${name}: heard out of order: ${heard.join(', ')}`));
  return findings;
}
