import { compareCounts, type Finding, lost, twice } from './finding.ts';
import type { Domain, HouseDatabases } from './house-databases.ts';
import type { StoryObjects } from './story-objects.ts';
import type { Told } from './tell-story.ts';

type Row = readonly [what: string, domain: Domain, sql: string, value: unknown];

/** Of everything that the story makes there is exactly one, in the state that it ends in. */
export async function checkRows(
  databases: HouseDatabases,
  told: Told,
  objects: StoryObjects,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [what, domain, sql, value] of rowsOf(told, objects)) {
    const found = await databases.count(domain, `select count(*) from ${sql}`, [value]);
    findings.push(...compareCounts(`story ${told.tag}, ${what}`, found, 1));
  }
  return findings;
}

/** What there is at all and what is in its last state are asked for apart: one of two may look right. */
function rowsOf({ story, tag }: Told, { userId, customerId, tariffIds, nodeIds }: StoryObjects): Row[] {
  const ofCustomer = (what: string, domain: Domain, table: string, state: string): Row[] => [
    [what, domain, `${table} where customer_id = $1`, customerId],
    [`${what} with ${state}`, domain, `${table} where customer_id = $1 and ${state}`, customerId],
  ];
  const serial = `ST${tag}`.toUpperCase();
  return [
    ['user', 'auth', 'users where email = $1', story.email],
    ['membership as sessions know it', 'auth', 'memberships where user_id = $1', userId],
    ['customer', 'customer', 'customers c where email = $1', story.email],
    ['membership', 'customer', 'memberships where user_id = $1', userId],
    ...ofCustomer('address', 'customer', 'connection_addresses', `coverage = 'SERVED'`),
    ...ofCustomer('application', 'customer', 'connection_applications', `status = 'ACTIVATED'`),
    ...ofCustomer('contract', 'customer', 'contracts', `status = 'ACTIVE'`),
    ...ofCustomer('line', 'customer', 'access_lines', `state = 'ACTIVE'`),
    ...ofCustomer('device', 'customer', 'devices', `status = 'INSTALLED'`),
    ['device by serial', 'customer', 'devices where serial = $1', serial],
    ['device model', 'customer', 'device_models where name = $1', `ONT ${tag}`],
    ['tariff', 'billing', `tariff where code = $1 and status = 'PUBLISHED'`, `story-${tag}`],
    ['tariff where one applies', 'customer', 'sold_tariffs where tariff_id = any($1)', tariffIds],
    ...ofCustomer('account', 'billing', 'billing_account', 'balance = 0'),
    ...ofCustomer('subscription', 'billing', 'service_subscription', `status = 'ACTIVE'`),
    ...ofCustomer('invoice', 'billing', 'invoice', 'allocated_amount = total'),
    ...ofCustomer('payment', 'billing', 'payment', `status = 'SUCCEEDED'`),
    ...ofCustomer('allocation', 'billing', 'allocation', 'amount > 0'),
    [
      'charge at the provider',
      'billing',
      'sandbox_charge where idempotency_key in (select id::text from payment where customer_id = $1)',
      customerId,
    ],
    ['switch', 'monitoring', 'network_node where name = $1', `switch-${tag}`],
    ['OLT', 'monitoring', 'network_node where name = $1', `olt-${tag}`],
    ['port', 'monitoring', 'port where node_id = any($1)', nodeIds],
    ['probe', 'monitoring', 'probe where node_id = any($1)', nodeIds],
    ['outage', 'monitoring', 'outage where node_id = any($1)', nodeIds],
    ['ended outage', 'monitoring', `outage where node_id = any($1) and status = 'RESOLVED'`, nodeIds],
    ['line at its port', 'monitoring', 'line_attachment where customer_id = $1', customerId],
  ];
}

/** Where each mutation's answer names what it made. */
const made: Readonly<Record<string, readonly [path: string, domain: Domain, table: string]>> = {
  registerUser: ['userId', 'auth', 'users'],
  createTariff: ['tariff.id', 'billing', 'tariff'],
  addNode: ['node.id', 'monitoring', 'network_node'],
  createCustomer: ['customerId', 'customer', 'customers'],
  addConnectionAddress: ['address.id', 'customer', 'connection_addresses'],
  submitApplication: ['application.id', 'customer', 'connection_applications'],
  draftContract: ['contract.id', 'customer', 'contracts'],
  planLine: ['line.id', 'customer', 'access_lines'],
  addDeviceModel: ['model.id', 'customer', 'device_models'],
  receiveDevice: ['device.id', 'customer', 'devices'],
  startBillRun: ['billRun.id', 'billing', 'bill_run'],
  payInvoice: ['payment.id', 'billing', 'payment'],
};

/** What may be done again, and what a key gives the same answer for. */
const repeatable = new Set(['signIn', 'surveyAddress', 'startBillRun', 'payInvoice', 'createCustomer']);

/**
 * What was acknowledged is there, under the id that was told; and nothing that can happen once only was acknowledged
 * twice, as it would be if its first effect had been forgotten.
 */
export async function checkAcknowledged(databases: HouseDatabases, told: Told): Promise<Finding[]> {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const { field, variables, result } of told.acknowledged) {
    const name = `story ${told.tag}, ${field} ${JSON.stringify(variables)}`;
    if (seen.has(name) && !repeatable.has(field)) findings.push(twice(`${name} was acknowledged`));
    seen.add(name);
    const [path = '', domain, table] = made[field] ?? [];
    const id = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], result);
    if (!domain || typeof id !== 'string') continue;
    const found = await databases.count(domain, `select count(*) from ${table} where id = $1`, [id]);
    if (found !== 1) findings.push(lost(`${name} was acknowledged as ${id}, which is not there`));
  }
  return findings;
}
