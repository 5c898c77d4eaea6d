import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nodeDown, nodeUp } from '@lastmile/messaging/events/monitoring/node';
import { outageOpened, outageResolved } from '@lastmile/messaging/events/monitoring/outage';
import { staffActor } from '@lastmile/subgraph/testing';
import {
  ask,
  askAll,
  makeNode,
  makeWatchedNode,
  said,
  startMonitoring,
  type TestMonitoring,
} from '../testing/network.ts';

const operator = staffActor('operator');

describe('An outage', () => {
  let monitoring: TestMonitoring;
  beforeAll(async () => {
    monitoring = await startMonitoring();
  }, 60_000);
  afterAll(() => monitoring.stop());

  /** What is known of a node: status, who hides it, its outages (the latest first). */
  const look = async (id: string) => {
    const query = `query($id: ID!) { node(id: $id) { status suppressedBy { id }
      outages { nodes { id status startedAt resolvedAt adoptedBy { id } } } } }`;
    const { node } = await ask<{
      node: {
        status: string;
        suppressedBy: { id: string } | null;
        outages: {
          nodes: {
            id: string;
            status: string;
            startedAt: string;
            resolvedAt: string | null;
            adoptedBy: { id: string } | null;
          }[];
        };
      };
    }>(monitoring, operator, query, { id });
    return { ...node, outages: node.outages.nodes, suppressedBy: node.suppressedBy?.id ?? null };
  };
  const statuses = async (id: string) => (await look(id)).outages.map(({ status }) => status);

  it('opens after confirmed failures, from the first of them on, and ends by answers', async () => {
    const node = await makeWatchedNode(monitoring);
    await askAll(monitoring);
    expect(await look(node.id)).toMatchObject({ status: 'UP', outages: [] });
    await node.tcp.fallSilent();
    await askAll(monitoring);
    const firstFailure = monitoring.clock.now().toISOString();
    expect(await look(node.id)).toMatchObject({ status: 'UP', outages: [] });
    await askAll(monitoring);
    expect(await look(node.id)).toMatchObject({
      status: 'DOWN',
      outages: [{ status: 'OPEN', startedAt: firstFailure }],
    });
    await askAll(monitoring, 2);
    expect(await statuses(node.id)).toEqual(['OPEN']);
    await node.tcp.answer();
    await askAll(monitoring);
    const firstAnswer = monitoring.clock.now().toISOString();
    expect(await statuses(node.id)).toEqual(['OPEN']);
    await askAll(monitoring);
    expect(await look(node.id)).toMatchObject({
      status: 'UP',
      outages: [{ status: 'RESOLVED', resolvedAt: firstAnswer }],
    });
    const about = async (
      event: typeof nodeDown | typeof nodeUp | typeof outageOpened | typeof outageResolved,
    ) => (await said(monitoring, event as typeof nodeDown)).filter(({ nodeid }) => nodeid === node.id);
    expect(await about(nodeDown)).toMatchObject([{ data: { status: 'DOWN', since: firstFailure } }]);
    expect((await about(nodeUp)).map(({ data }) => data.since).at(-1)).toBe(firstAnswer);
    expect(await about(outageOpened)).toMatchObject([{ data: { cause: 'UNREACHABLE', affectedLines: 0 } }]);
    expect(await about(outageResolved)).toMatchObject([{ data: { resolvedAt: firstAnswer } }]);
    await node.tcp.fallSilent();
  });

  it('is one, at the topmost dead node; what is hidden by it is asked again before it has one of its own', async () => {
    const top = await makeWatchedNode(monitoring);
    const unwatched = await makeNode(monitoring, { parent: top });
    const child = await makeWatchedNode(monitoring, { parent: unwatched });
    await askAll(monitoring);
    await Promise.all([top.tcp.fallSilent(), child.tcp.fallSilent()]);
    await askAll(monitoring, 3);
    expect(await look(top.id)).toMatchObject({ status: 'DOWN', outages: [{ status: 'OPEN' }] });
    expect(await look(child.id)).toMatchObject({ status: 'DOWN', suppressedBy: top.id, outages: [] });
    await top.tcp.answer();
    await askAll(monitoring, 2);
    expect(await statuses(top.id)).toEqual(['RESOLVED']);
    expect(await look(child.id)).toMatchObject({ status: 'DOWN', suppressedBy: null, outages: [] });
    await askAll(monitoring, 2);
    const { resolvedAt } = (await look(top.id)).outages[0] ?? {};
    expect((await look(child.id)).outages).toEqual([
      expect.objectContaining({ status: 'OPEN', startedAt: resolvedAt }),
    ]);
    await child.tcp.answer();
    await askAll(monitoring, 2);
    expect(await statuses(child.id)).toEqual(['RESOLVED']);
    await Promise.all([top.tcp.fallSilent(), child.tcp.fallSilent()]);
  });

  it('hides nobody who comes back together with the node above', async () => {
    const top = await makeWatchedNode(monitoring);
    const child = await makeWatchedNode(monitoring, { parent: top });
    await askAll(monitoring);
    await Promise.all([top.tcp.fallSilent(), child.tcp.fallSilent()]);
    await askAll(monitoring, 2);
    await Promise.all([top.tcp.answer(), child.tcp.answer()]);
    await askAll(monitoring, 3);
    expect(await look(child.id)).toMatchObject({ status: 'UP', suppressedBy: null, outages: [] });
    expect(await statuses(top.id)).toEqual(['RESOLVED']);
    await Promise.all([top.tcp.fallSilent(), child.tcp.fallSilent()]);
  });

  it('is adopted when the node above dies later, and stands by itself again when that one is back', async () => {
    const top = await makeWatchedNode(monitoring);
    const child = await makeWatchedNode(monitoring, { parent: top });
    await askAll(monitoring);
    await child.tcp.fallSilent();
    await askAll(monitoring, 2);
    await top.tcp.fallSilent();
    await askAll(monitoring, 2);
    const above = (await look(top.id)).outages[0]?.id;
    expect((await look(child.id)).outages).toMatchObject([{ status: 'OPEN', adoptedBy: { id: above } }]);
    await top.tcp.answer();
    await askAll(monitoring, 2);
    expect((await look(child.id)).outages).toMatchObject([{ status: 'OPEN', adoptedBy: null }]);
    expect(await statuses(top.id)).toEqual(['RESOLVED']);
    await top.tcp.fallSilent();
  });

  it('stays open longer and longer at a node that flaps', async () => {
    const node = await makeWatchedNode(monitoring);
    await askAll(monitoring);
    for (let flap = 0; flap < 8; flap += 1) {
      await node.tcp.fallSilent();
      await askAll(monitoring, 2);
      await node.tcp.answer();
      await askAll(monitoring, 2);
    }
    expect((await statuses(node.id)).length).toBe(3);
    await askAll(monitoring, 4);
    expect(await statuses(node.id)).toEqual(['RESOLVED', 'RESOLVED', 'RESOLVED']);
    await node.tcp.fallSilent();
  });
});
