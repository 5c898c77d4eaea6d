import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { nodeCreated } from '@lastmile/messaging/events/monitoring/node';
import { TopologyCycle } from '../node/node.problem.ts';
import { said, startMonitoring, type TestMonitoring } from '../testing/network.ts';
import { importTopology } from './import-topology.ts';

describe('importTopology', () => {
  let monitoring: TestMonitoring;
  beforeAll(async () => {
    monitoring = await startMonitoring();
  }, 60_000);
  afterAll(() => monitoring.stop());

  it('takes over a provider’s network at once, says so, and the same again changes nothing', async () => {
    const ids = Array.from({ length: 60 }, () => newId());
    const nodes = ids.map((id, at) => ({
      id,
      name: `node ${at}`,
      kind: 'OLT' as const,
      host: '127.0.0.1',
      parentId: at === 0 ? null : (ids[Math.floor((at - 1) / 3)] ?? null),
    }));
    const ports = Array.from({ length: 2_000 }, (_, at) => ({
      id: newId(),
      nodeId: ids[at % 60] ?? '',
      name: `port ${at}`,
      technology: 'GPON' as const,
    }));
    const probes = ids.map((nodeId) => ({ id: newId(), nodeId, port: 22 }));
    const context = monitoring.context();
    const made = await importTopology(context, { nodes: [...nodes].reverse(), ports, probes });
    expect(made).toEqual({ nodes: 60, ports: 2_000, probes: 60 });
    const events = await said(monitoring, nodeCreated);
    expect(events).toHaveLength(60);
    expect(new Set(events.map(({ bulkid }) => bulkid)).size).toBe(1);
    expect(events.flatMap(({ data }) => data.ports)).toHaveLength(2_000);
    expect(await importTopology(context, { nodes, ports, probes })).toEqual({
      nodes: 0,
      ports: 0,
      probes: 0,
    });
    expect(await said(monitoring, nodeCreated)).toHaveLength(60);
  });

  it('refuses a circle, an unknown parent and a port of nowhere, as a whole', async () => {
    const context = monitoring.context();
    const [a, b] = [newId(), newId()];
    const node = (id: string, parentId: string | null) => ({
      id,
      parentId,
      name: id,
      kind: 'OTHER' as const,
    });
    await expect(importTopology(context, { nodes: [node(a, b), node(b, a)] })).rejects.toThrow(TopologyCycle);
    await expect(importTopology(context, { nodes: [node(a, newId())] })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    const port = { id: newId(), nodeId: newId(), name: 'x', technology: 'DSL' as const };
    await expect(importTopology(context, { nodes: [node(a, null)], ports: [port] })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      details: { field: 'ports.0.nodeId' },
    });
    expect(await context.database.query('select from network_node where id = $1', [a])).toEqual([]);
  });
});
