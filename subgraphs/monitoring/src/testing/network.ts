import type { Actor } from '@lastmile/kernel/actor';
import { firstRegionId } from '@lastmile/kernel/company';
import { newId } from '@lastmile/kernel/id';
import type { EventDefinition } from '@lastmile/messaging/define-event';
import type { EventEnvelope } from '@lastmile/messaging/envelope';
import { lineAttached, lineCeased, lineDetached } from '@lastmile/messaging/events/customer/line';
import { startTestSubgraph, type TestSubgraph, type TestSubgraphOptions } from '@lastmile/subgraph/testing';
import { type Log, silentLog } from '@lastmile/telemetry/log';
import type { Monitoring } from '../monitoring.ts';
import { addNode } from '../node/add-node.ts';
import type { NodeRow } from '../node/node.ts';
import { addPorts } from '../port/add-ports.ts';
import type { PortRow } from '../port/port.ts';
import { addProbe } from '../probe/set-probe.ts';
import { monitoringSubgraph } from '../subgraph.ts';
import { OpenPort } from './open-port.ts';

const failuresAloud: Log = {
  ...silentLog,
  error: (message, fields) => console.error(message, fields),
  child: () => failuresAloud,
};

export type TestMonitoring = TestSubgraph<Monitoring>;

export const startMonitoring = (options: TestSubgraphOptions<Monitoring> = {}): Promise<TestMonitoring> =>
  startTestSubgraph(monitoringSubgraph, { log: failuresAloud, ...options });

let names = 0;

/** A node, with free ports as asked for. */
export async function makeNode(
  monitoring: TestMonitoring,
  given: { parent?: NodeRow; ports?: number; regionId?: string } = {},
): Promise<NodeRow & { ports: PortRow[] }> {
  names += 1;
  const context = monitoring.context();
  const { parent, ports = 0, regionId = null } = given;
  const node = await addNode(context, {
    kind: 'SWITCH',
    name: `sw-${names}`,
    host: '127.0.0.1',
    parentId: parent?.id ?? null,
    regionId,
  });
  if (ports === 0) return { ...node, ports: [] };
  const wanted = Array.from({ length: ports }, (_, at) => ({
    name: `0/${at}`,
    technology: 'GPON' as const,
  }));
  return { ...node, ports: (await addPorts(context, { nodeId: node.id, ports: wanted })).ports };
}

/** A node that a real TCP port stands for: two failures confirm, two answers clear. */
export async function makeWatchedNode(
  monitoring: TestMonitoring,
  given: { parent?: NodeRow; ports?: number } = {},
) {
  const node = await makeNode(monitoring, given);
  const tcp = await OpenPort.open();
  const probe = await addProbe(monitoring.context(), {
    nodeId: node.id,
    kind: 'TCP',
    port: tcp.port,
    timeoutMs: 1_000,
    failuresToConfirm: 2,
    successesToClear: 2,
  });
  return { ...node, tcp, probe };
}

/** Every probe is asked `rounds` times; business time goes on by a minute before each. */
export async function askAll(monitoring: TestMonitoring, rounds = 1): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    monitoring.clock.advanceMs(60_000);
    await monitoring.context().database.query(`update probe set next_at = now() - interval '1 second'`);
    await monitoring.runJob('probe');
  }
}

export interface TestLine {
  readonly lineId: string;
  readonly customerId: string;
}

export const newLine = (customerId = newId()): TestLine => ({ lineId: newId(), customerId });

const stateOf = ({ lineId, customerId }: TestLine) => ({
  lineId,
  customerId,
  addressId: newId(),
  regionId: firstRegionId,
  technology: 'GPON' as const,
  blocks: [],
});

/** The customer domain says that a line hangs on a port. */
export async function attach(monitoring: TestMonitoring, line: TestLine, port: PortRow, at?: Date) {
  const attachedAt = (at ?? monitoring.clock.now()).toISOString();
  await monitoring.receive(lineAttached, {
    key: line.lineId,
    subject: line.lineId,
    data: { ...stateOf(line), status: 'ACTIVE', portId: port.id, nodeId: port.nodeId, attachedAt },
  });
}

export async function detach(monitoring: TestMonitoring, line: TestLine, port: PortRow, at?: Date) {
  const detachedAt = (at ?? monitoring.clock.now()).toISOString();
  await monitoring.receive(lineDetached, {
    key: line.lineId,
    subject: line.lineId,
    data: { ...stateOf(line), status: 'ACTIVE', fromPortId: port.id, detachedAt },
  });
}

export async function cease(monitoring: TestMonitoring, line: TestLine) {
  const ceasedAt = monitoring.clock.now().toISOString();
  await monitoring.receive(lineCeased, {
    key: line.lineId,
    subject: line.lineId,
    data: { ...stateOf(line), status: 'CEASED', ceasedAt },
  });
}

/** Runs an operation; throws where it has errors. */
export async function ask<Data>(
  monitoring: TestMonitoring,
  actor: Actor,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const { data, errors } = await monitoring.execute({ query, variables, actor });
  if (errors) throw new Error(JSON.stringify(errors));
  return data as Data;
}

/** The code of the first error of an operation. */
export async function refusalOf(
  monitoring: TestMonitoring,
  actor: Actor,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<unknown> {
  const { errors } = await monitoring.execute({ query, variables, actor });
  return errors?.[0]?.extensions?.code;
}

/** What monitoring has said of one kind so far, in the order of its log. */
export async function said<Data, Type extends string>(
  monitoring: TestMonitoring,
  definition: EventDefinition<Data, Type>,
): Promise<EventEnvelope<Data, Type>[]> {
  const { messaging } = monitoring.running;
  await messaging.settled();
  const found: EventEnvelope[] = [];
  for (let afterPosition = 0; ; ) {
    const page = await messaging.feed({ afterPosition, limit: 1_000 });
    const last = page.at(-1);
    if (!last) return found as EventEnvelope<Data, Type>[];
    found.push(...page.filter(({ type }) => type === definition.type));
    afterPosition = last.position;
  }
}
