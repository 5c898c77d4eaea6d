import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { lineImpactRevised } from '@lastmile/messaging/events/monitoring/outage';
import { memberActor, staffActor } from '@lastmile/subgraph/testing';
import {
  ask,
  askAll,
  attach,
  makeNode,
  makeWatchedNode,
  newLine,
  refusalOf,
  said,
  startMonitoring,
  type TestMonitoring,
} from '../testing/network.ts';

const operator = staffActor('operator');
const shown = `outage { id status severity cause origin startedAt expectedEndAt resolvedAt acknowledgedBy note affectedLineCount }`;
const problems = `... on OutageAlreadyOpen { outageId } ... on InvalidInput { field } ... on Problem { code }`;
const open = `mutation($input: OpenOutageInput!) { result: openOutage(input: $input) { ... on OpenOutageSuccess { ${shown} } ${problems} } }`;
const update = `mutation($input: UpdateOutageInput!) { result: updateOutage(input: $input) { ... on UpdateOutageSuccess { ${shown} } ... on InvalidInput { field } ... on Problem { code } } }`;
const resolve = `mutation($input: ResolveOutageInput!) { result: resolveOutage(input: $input) { ... on ResolveOutageSuccess { ${shown} } ... on Problem { code } } }`;

describe('Staff', () => {
  let monitoring: TestMonitoring;
  beforeAll(async () => {
    monitoring = await startMonitoring();
  }, 60_000);
  afterAll(() => monitoring.stop());

  const change = async (mutation: string, input: object) =>
    (await ask<{ result: { outage: { id: string } } }>(monitoring, operator, mutation, { input })).result;
  const inHours = (hours: number) =>
    new Date(monitoring.clock.now().getTime() + hours * 3_600_000).toISOString();

  it('open, take on, change and resolve an outage, and each line is told', async () => {
    const node = await makeNode(monitoring, { ports: 1 });
    const line = newLine();
    await attach(monitoring, line, node.ports[0] as never);
    const opened = await change(open, { nodeId: node.id, cause: 'FIBRE_CUT', note: 'digger at km 4' });
    expect(opened).toMatchObject({
      outage: {
        status: 'OPEN',
        origin: 'STAFF',
        severity: 'MINOR',
        cause: 'FIBRE_CUT',
        affectedLineCount: 1,
      },
    });
    await monitoring.runJob('revise-impact');
    const outageId = opened.outage.id;
    const expectedEndAt = inHours(4);
    expect(
      await change(update, { outageId, severity: 'CRITICAL', expectedEndAt, acknowledge: true }),
    ).toMatchObject({
      outage: { severity: 'CRITICAL', expectedEndAt, acknowledgedBy: operator.id, note: 'digger at km 4' },
    });
    await monitoring.runJob('revise-impact');
    monitoring.clock.advanceMs(3_600_000);
    expect(await change(resolve, { outageId, cause: 'THIRD_PARTY' })).toMatchObject({
      outage: { status: 'RESOLVED', cause: 'THIRD_PARTY', resolvedAt: inHours(0) },
    });
    await monitoring.runJob('revise-impact');
    const told = (await said(monitoring, lineImpactRevised)).filter(({ lineid }) => lineid === line.lineId);
    expect(told.map(({ data }) => [data.revision, data.severity, data.outageStatus])).toEqual([
      [1, 'MINOR', 'OPEN'],
      [2, 'CRITICAL', 'OPEN'],
      [3, 'CRITICAL', 'RESOLVED'],
    ]);
    expect(JSON.stringify(told)).not.toContain('digger');
  });

  it('are told what is wrong', async () => {
    const node = await makeNode(monitoring);
    const { outage } = await change(open, { nodeId: node.id });
    expect(await change(open, { nodeId: node.id })).toEqual({
      outageId: outage.id,
      code: 'OUTAGE_ALREADY_OPEN',
    });
    expect(await change(open, { nodeId: newId() })).toEqual({ code: 'NOT_FOUND' });
    const other = await makeNode(monitoring);
    expect(await change(open, { nodeId: other.id, startedAt: inHours(1) })).toMatchObject({
      field: 'startedAt',
    });
    expect(await change(open, { nodeId: other.id, expectedEndAt: inHours(-1) })).toMatchObject({
      field: 'expectedEndAt',
    });
    expect(await change(update, { outageId: outage.id, note: 'x'.repeat(2_001) })).toMatchObject({
      field: 'note',
    });
    await change(resolve, { outageId: outage.id });
    expect(await change(resolve, { outageId: outage.id })).toEqual({ code: 'OUTAGE_NOT_OPEN' });
    expect(await change(update, { outageId: outage.id })).toEqual({ code: 'OUTAGE_NOT_OPEN' });
    expect(await change(resolve, { outageId: newId() })).toEqual({ code: 'NOT_FOUND' });
    const member = memberActor(newId(), newId());
    expect(await refusalOf(monitoring, member, resolve, { input: { outageId: outage.id } })).toBe(
      'FORBIDDEN',
    );
  });

  it('overrule the probes: what they close opens only after the node has answered once', async () => {
    const node = await makeWatchedNode(monitoring);
    const list = async () => {
      const query = `query($id: ID!) { outages(filter: { nodeId: $id }) { nodes { id status } } }`;
      return (
        await ask<{ outages: { nodes: { id: string; status: string }[] } }>(monitoring, operator, query, {
          id: node.id,
        })
      ).outages.nodes;
    };
    await askAll(monitoring);
    await node.tcp.fallSilent();
    await askAll(monitoring, 2);
    const [first] = await list();
    await change(resolve, { outageId: first?.id });
    await askAll(monitoring, 3);
    expect((await list()).map(({ status }) => status)).toEqual(['RESOLVED']);
    await node.tcp.answer();
    await askAll(monitoring, 2);
    await node.tcp.fallSilent();
    await askAll(monitoring, 2);
    expect((await list()).map(({ status }) => status)).toEqual(['OPEN', 'RESOLVED']);
  });

  it('two at once open one', async () => {
    const node = await makeNode(monitoring);
    const outcomes = await Promise.all([1, 2, 3].map(() => change(open, { nodeId: node.id })));
    expect(outcomes.filter((outcome) => 'outage' in outcome)).toHaveLength(1);
  });

  it('see a node that joins below a dead one covered too', async () => {
    const node = await makeNode(monitoring);
    await change(open, { nodeId: node.id });
    const child = await makeNode(monitoring, { parent: node, ports: 1 });
    const line = newLine();
    await attach(monitoring, line, child.ports[0] as never);
    await monitoring.runJob('revise-impact');
    const told = (await said(monitoring, lineImpactRevised)).filter(({ lineid }) => lineid === line.lineId);
    expect(told).toHaveLength(1);
  });
});
