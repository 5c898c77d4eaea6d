import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { memberActor, staffActor } from '@lastmile/subgraph/testing';
import { openOutage } from '../outage/open-outage.ts';
import { resolveOutage } from '../outage/resolve-outage.ts';
import { updateOutage } from '../outage/update-outage.ts';
import {
  askAll,
  attach,
  makeNode,
  makeWatchedNode,
  newLine,
  startMonitoring,
  type TestMonitoring,
} from '../testing/network.ts';

const outages = `subscription($customerId: ID, $nodeId: ID, $regionId: ID, $after: Cursor) {
  outageUpdated(customerId: $customerId, nodeId: $nodeId, regionId: $regionId, after: $after) {
    cursor change occurredAt outage { id status severity affectedLines { nodes { line { id } } } } summary { text lines status } } }`;
const nodes = `subscription($nodeId: ID) { nodeStatusChanged(nodeId: $nodeId) { cursor change node { id status } summary { status since } } }`;

describe('Live updates', () => {
  let monitoring: TestMonitoring;
  beforeAll(async () => {
    monitoring = await startMonitoring();
  }, 60_000);
  afterAll(() => monitoring.stop());

  type Stream = Awaited<ReturnType<TestMonitoring['subscribe']>>;
  type Update = {
    cursor: string;
    change: string;
    outage: { id: string } | null;
    summary: { lines: number; text: string } | null;
  };
  const next = async (stream: Stream): Promise<Update> => {
    const { value } = await stream.next();
    const [update] = Object.values((value as { data: Record<string, Update> }).data);
    if (!update) throw new Error(JSON.stringify(value));
    return update;
  };
  const write = () => monitoring.runJob('revise-impact');

  it('tell a customer of its outages, several lines as one piece of news, and go on from a cursor', async () => {
    const node = await makeNode(monitoring, { ports: 3 });
    const mine = newLine();
    const lines = [mine, newLine(mine.customerId), newLine()];
    for (const [at, line] of lines.entries()) await attach(monitoring, line, node.ports[at] as never);
    const actor = memberActor(newId(), mine.customerId);
    const variables = { customerId: mine.customerId };
    const stream = await monitoring.subscribe({ query: outages, variables, actor });
    expect(await next(stream)).toMatchObject({ change: 'SUBSCRIBED', outage: null, summary: null });
    const { id: outageId } = await openOutage(monitoring.context(), { nodeId: node.id, cause: 'POWER' });
    await write();
    const opened = await next(stream);
    expect(opened).toMatchObject({
      change: 'OPENED',
      outage: { id: outageId, status: 'OPEN' },
      summary: { lines: 2, status: 'OPEN' },
    });
    expect(JSON.stringify(opened)).not.toContain(lines[2]?.lineId);
    await updateOutage(monitoring.context(), { outageId, severity: 'CRITICAL' });
    await write();
    expect(await next(stream)).toMatchObject({ change: 'UPDATED', outage: { severity: 'CRITICAL' } });
    await stream.return();
    monitoring.clock.advanceMs(60_000);
    await resolveOutage(monitoring.context(), { outageId });
    await write();
    const again = await monitoring.subscribe({
      query: outages,
      variables: { ...variables, after: opened.cursor },
      actor,
    });
    const changes: string[] = [];
    while (!changes.includes('RESOLVED')) changes.push((await next(again)).change);
    expect(changes.at(-1)).toBe('RESOLVED');
    await again.return();
  });

  it('tell staff of a node’s outages, with numbers', async () => {
    const node = await makeNode(monitoring, { ports: 1 });
    await attach(monitoring, newLine(), node.ports[0] as never);
    const actor = staffActor('operator');
    const stream = await monitoring.subscribe({ query: outages, variables: { nodeId: node.id }, actor });
    await next(stream);
    const other = await makeNode(monitoring);
    await openOutage(monitoring.context(), { nodeId: other.id, cause: 'OTHER' });
    const { id } = await openOutage(monitoring.context(), { nodeId: node.id, cause: 'OTHER' });
    expect(await next(stream)).toMatchObject({ change: 'OPENED', outage: { id }, summary: { lines: 1 } });
    await resolveOutage(monitoring.context(), { outageId: id });
    expect(await next(stream)).toMatchObject({ change: 'RESOLVED', outage: { id } });
    await stream.return();
  });

  it('tell staff of nodes going down and up', async () => {
    const node = await makeWatchedNode(monitoring);
    const stream = await monitoring.subscribe({
      query: nodes,
      variables: { nodeId: node.id },
      actor: staffActor('tech'),
    });
    await next(stream);
    await askAll(monitoring);
    expect(await next(stream)).toMatchObject({ change: 'UP', node: { id: node.id, status: 'UP' } });
    await node.tcp.fallSilent();
    await askAll(monitoring, 2);
    expect(await next(stream)).toMatchObject({ change: 'DOWN', summary: { status: 'DOWN' } });
    await stream.return();
  });

  it.each([
    ['another customer', () => ({ customerId: newId() }), 'NOT_FOUND'],
    ['everything', () => ({}), 'FORBIDDEN'],
    ['a node', () => ({ nodeId: newId() }), 'NOT_FOUND'],
    ['two things at once', () => ({ customerId: newId(), nodeId: newId() }), 'BAD_INPUT'],
  ])('refuse a customer that asks for %s', async (_, variables, code) => {
    const actor = memberActor(newId(), newId());
    const given = variables();
    const refused = await monitoring.running.subscribe(
      { document: outages, variables: given },
      { actor, correlationId: newId() },
    );
    expect(refused).toMatchObject({ errors: [{ extensions: { code } }] });
  });
});
