import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { lineImpactRevised, outageUpdated } from '@lastmile/messaging/events/monitoring/outage';
import { memberActor, staffActor } from '@lastmile/subgraph/testing';
import { moveNode } from '../node/move-node.ts';
import { openOutage } from '../outage/open-outage.ts';
import { resolveOutage } from '../outage/resolve-outage.ts';
import type { PortRow } from '../port/port.ts';
import {
  ask,
  askAll,
  attach,
  cease,
  detach,
  makeNode,
  makeWatchedNode,
  newLine,
  refusalOf,
  said,
  startMonitoring,
  type TestLine,
  type TestMonitoring,
} from '../testing/network.ts';

const operator = staffActor('operator');
const portOf = (node: { ports: PortRow[] }, at = 0): PortRow => {
  const port = node.ports[at];
  if (!port) throw new Error(`no port ${at}`);
  return port;
};

describe('The impact of an outage', () => {
  let monitoring: TestMonitoring;
  beforeAll(async () => {
    monitoring = await startMonitoring({
      env: { MONITORING_IMPACT_CHUNK: '2', MONITORING_MAJOR_LINES: '3' },
    });
  }, 60_000);
  afterAll(() => monitoring.stop());

  const now = () => monitoring.clock.now().toISOString();
  const pass = (minutes: number) => monitoring.clock.advanceMs(minutes * 60_000);
  const open = (nodeId: string) => openOutage(monitoring.context(), { nodeId, cause: 'FIBRE_CUT' });
  const resolve = (outageId: string) => resolveOutage(monitoring.context(), { outageId });
  const write = () => monitoring.runJob('revise-impact');
  /** What was last told of a line. */
  const told = async ({ lineId }: TestLine) =>
    (await said(monitoring, lineImpactRevised))
      .filter(({ lineid }) => lineid === lineId)
      .map(({ data }) => data);

  it('reaches the lines of the node and of all below it, and nobody else', async () => {
    const top = await makeNode(monitoring, { ports: 1 });
    const middle = await makeNode(monitoring, { parent: top });
    const low = await makeNode(monitoring, { parent: middle, ports: 2 });
    const beside = await makeNode(monitoring, { ports: 1 });
    const [first, second, third, stranger] = [newLine(), newLine(), newLine(), newLine()];
    await attach(monitoring, first, portOf(top));
    await attach(monitoring, second, portOf(low, 0));
    await attach(monitoring, third, portOf(low, 1));
    await attach(monitoring, stranger, portOf(beside));
    const { id, affectedLineCount, severity } = await open(top.id);
    expect({ affectedLineCount, severity }).toEqual({ affectedLineCount: 3, severity: 'MAJOR' });
    const startedAt = now();
    await write();
    for (const line of [first, second, third]) {
      expect(await told(line)).toMatchObject([
        { outageId: id, from: startedAt, revision: 1, outageStatus: 'OPEN' },
      ]);
    }
    expect(await told(stranger)).toEqual([]);
    pass(30);
    await resolve(id);
    await write();
    expect((await told(second)).at(-1)).toMatchObject({
      from: startedAt,
      to: now(),
      revision: 2,
      outageStatus: 'RESOLVED',
    });
    await write();
    expect(await told(second)).toHaveLength(2);
  });

  it('goes on where it stopped, and two replicas share it without telling anything twice', async () => {
    const node = await makeNode(monitoring, { ports: 30 });
    const lines = Array.from({ length: 30 }, () => newLine());
    for (const [at, line] of lines.entries()) await attach(monitoring, line, portOf(node, at));
    const second = await startMonitoring({
      databaseUrl: monitoring.databaseUrl,
      env: { MONITORING_IMPACT_CHUNK: '4' },
    });
    await open(node.id);
    await Promise.all([write(), second.runJob('revise-impact'), write()]);
    await second.stop();
    for (const line of lines) expect(await told(line)).toMatchObject([{ revision: 1 }]);
  });

  it('takes in a line that is attached while it lasts, and lets one go that leaves', async () => {
    const node = await makeNode(monitoring, { ports: 2 });
    const { id } = await open(node.id);
    await write();
    pass(5);
    const late = newLine();
    await attach(monitoring, late, portOf(node));
    const from = now();
    expect(await told(late)).toMatchObject([{ outageId: id, from, revision: 1 }]);
    expect((await said(monitoring, outageUpdated)).filter(({ outageid }) => outageid === id)).toMatchObject([
      { data: { affectedLines: 1, affectedCustomers: 1 } },
    ]);
    pass(5);
    await cease(monitoring, late);
    expect((await told(late)).at(-1)).toMatchObject({ from, to: now(), revision: 2 });
    pass(5);
    await resolve(id);
    await write();
    expect((await told(late)).at(-1)).toMatchObject({
      from,
      to: expect.stringMatching(/./),
      outageStatus: 'RESOLVED',
    });
  });

  it('is corrected by what is heard afterwards', async () => {
    const node = await makeNode(monitoring, { ports: 2 });
    const [stayed, gone] = [newLine(), newLine()];
    await attach(monitoring, gone, portOf(node, 0));
    const before = monitoring.clock.now();
    pass(10);
    const { id } = await open(node.id);
    const startedAt = now();
    pass(10);
    await resolve(id);
    const resolvedAt = now();
    await write();
    expect((await told(gone)).at(-1)).toMatchObject({ from: startedAt, to: resolvedAt });
    pass(60);
    await attach(monitoring, stayed, portOf(node, 1), before);
    expect(await told(stayed)).toMatchObject([
      { outageId: id, from: startedAt, to: resolvedAt, revision: 1 },
    ]);
    await detach(monitoring, gone, portOf(node, 0), before);
    expect((await told(gone)).at(-1)).toMatchObject({ from: startedAt, to: startedAt, retracted: true });
    const { outage } = await ask<{ outage: object }>(
      monitoring,
      operator,
      `query($id: ID!) { outage(id: $id) { affectedLineCount affectedLines { nodes { line { id } } } } }`,
      { id },
    );
    expect(outage).toEqual({
      affectedLineCount: 1,
      affectedLines: { nodes: [{ line: { id: stayed.lineId } }] },
    });
  });

  it('follows the topology: what moves away leaves it, what moves in joins', async () => {
    const dead = await makeNode(monitoring);
    const alive = await makeNode(monitoring);
    const child = await makeNode(monitoring, { parent: dead, ports: 1 });
    const line = newLine();
    await attach(monitoring, line, portOf(child));
    await open(dead.id);
    await write();
    const from = now();
    pass(5);
    await moveNode(monitoring.context(), { nodeId: child.id, parentId: alive.id });
    await write();
    expect(await told(line)).toMatchObject([{ from }, { from, to: now() }]);
  });

  it('does not tell a line of two outages at once when one is adopted by the other', async () => {
    const top = await makeWatchedNode(monitoring, { ports: 1 });
    const child = await makeWatchedNode(monitoring, { parent: top, ports: 1 });
    const [upper, lower] = [newLine(), newLine()];
    await attach(monitoring, upper, portOf(top));
    await attach(monitoring, lower, portOf(child));
    await askAll(monitoring);
    await child.tcp.fallSilent();
    await askAll(monitoring, 2);
    await top.tcp.fallSilent();
    await askAll(monitoring, 2);
    await write();
    expect(await told(lower)).toHaveLength(1);
    expect(await told(upper)).toHaveLength(1);
    expect((await told(lower))[0]?.outageId).not.toBe((await told(upper))[0]?.outageId);
  });

  it('uses and frees ports by what lines do, without an event of its own', async () => {
    const node = await makeNode(monitoring, { ports: 2 });
    const line = newLine();
    const use = async () => {
      const query = `query($id: ID!) { node(id: $id) { ports { nodes { status } } } }`;
      const { node: seen } = await ask<{ node: { ports: { nodes: { status: string }[] } } }>(
        monitoring,
        operator,
        query,
        { id: node.id },
      );
      return seen.ports.nodes.map(({ status }) => status);
    };
    await attach(monitoring, line, portOf(node, 0));
    expect(await use()).toEqual(['USED', 'FREE']);
    await attach(monitoring, line, portOf(node, 1));
    expect(await use()).toEqual(['FREE', 'USED']);
    await detach(monitoring, line, portOf(node, 1));
    expect(await use()).toEqual(['FREE', 'FREE']);
  });
});

describe('What a customer sees', () => {
  let monitoring: TestMonitoring;
  beforeAll(async () => {
    monitoring = await startMonitoring();
  }, 60_000);
  afterAll(() => monitoring.stop());

  const entities = `query($keys: [_Any!]!) { _entities(representations: $keys) {
    ... on Customer { lineStatus { state outage { id } } outages { nodes { id status cause affectedLines { nodes { line { id } } totalCount { value } } } totalCount { value } } }
    ... on AccessLine { status { state since outage { id } } }
    ... on Outage { outageStatus: status startedAt affectedLines { nodes { line { id } } } } } }`;
  const look = async (actor: ReturnType<typeof memberActor>, ...keys: object[]) =>
    (await ask<{ _entities: unknown[] }>(monitoring, actor, entities, { keys }))._entities;

  async function outageOfTwo() {
    const node = await makeNode(monitoring, { ports: 2 });
    const [mine, theirs] = [newLine(), newLine()];
    await attach(monitoring, mine, portOf(node, 0));
    await attach(monitoring, theirs, portOf(node, 1));
    const outage = await openOutage(monitoring.context(), { nodeId: node.id, cause: 'POWER' });
    await monitoring.runJob('revise-impact');
    return { node, mine, theirs, outage };
  }

  it('is the outage of its own lines, and of nobody else’s', async () => {
    const { mine, theirs, outage } = await outageOfTwo();
    const me = memberActor(newId(), mine.customerId, 'viewer');
    const [customer, line, seen] = await look(
      me,
      { __typename: 'Customer', id: mine.customerId },
      { __typename: 'AccessLine', id: mine.lineId },
      { __typename: 'Outage', id: outage.id },
    );
    const ownLine = { nodes: [{ line: { id: mine.lineId } }] };
    expect(customer).toEqual({
      lineStatus: { state: 'DOWN', outage: { id: outage.id } },
      outages: {
        nodes: [
          {
            id: outage.id,
            status: 'OPEN',
            cause: 'POWER',
            affectedLines: { ...ownLine, totalCount: { value: 1 } },
          },
        ],
        totalCount: { value: 1 },
      },
    });
    expect(line).toEqual({
      status: { state: 'DOWN', since: outage.startedAt.toISOString(), outage: { id: outage.id } },
    });
    expect(seen).toEqual({
      outageStatus: 'OPEN',
      startedAt: outage.startedAt.toISOString(),
      affectedLines: ownLine,
    });
    expect(
      await look(
        me,
        { __typename: 'Customer', id: theirs.customerId },
        { __typename: 'AccessLine', id: theirs.lineId },
      ),
    ).toEqual([null, null]);
    const others = `query($id: ID!, $customerId: ID!) { outage(id: $id) { affectedLines(customerId: $customerId) { nodes { from } } } }`;
    const asked = await ask(monitoring, me, others, { id: outage.id, customerId: theirs.customerId });
    expect(asked).toEqual({ outage: { affectedLines: { nodes: [] } } });
  });

  it('is not how the network is built, nor how many others are touched', async () => {
    const { mine, outage } = await outageOfTwo();
    const me = memberActor(newId(), mine.customerId);
    for (const field of [
      'node { name }',
      'affectedLineCount',
      'affectedCustomerCount',
      'note',
      'adoptedBy { id }',
    ]) {
      expect(
        await refusalOf(monitoring, me, `query($id: ID!) { outage(id: $id) { ${field} } }`, {
          id: outage.id,
        }),
      ).toBe('FORBIDDEN');
    }
    expect(await refusalOf(monitoring, me, '{ outages { nodes { id } } }')).toBe('FORBIDDEN');
  });

  it('of a foreign outage is what it sees of one that does not exist', async () => {
    const { outage } = await outageOfTwo();
    const stranger = memberActor(newId(), newId());
    const query = 'query($id: ID!) { outage(id: $id) { status } }';
    for (const id of [outage.id, newId(), 'nothing']) {
      expect(await ask(monitoring, stranger, query, { id })).toEqual({ outage: null });
    }
    expect(
      await look(stranger, { __typename: 'Outage', id: outage.id }, { __typename: 'Outage', id: newId() }),
    ).toEqual([null, null]);
  });

  it('is UP or DOWN as the probes nearest above its port say, UNKNOWN without any', async () => {
    const top = await makeWatchedNode(monitoring);
    const access = await makeNode(monitoring, { parent: top, ports: 1 });
    const line = newLine();
    await attach(monitoring, line, portOf(access));
    const me = memberActor(newId(), line.customerId);
    const state = async () => {
      const [seen] = (await look(me, { __typename: 'AccessLine', id: line.lineId })) as {
        status: { state: string };
      }[];
      return seen?.status.state;
    };
    expect(await state()).toBe('UNKNOWN');
    await askAll(monitoring);
    expect(await state()).toBe('UP');
    await top.tcp.fallSilent();
    await askAll(monitoring, 2);
    expect(await state()).toBe('DOWN');
    const nobody = memberActor(newId(), newId());
    expect(
      await look(nobody, { __typename: 'Customer', id: nobody.memberships[0]?.customerId }),
    ).toMatchObject([{ lineStatus: null }]);
  });
});
