import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '@lastmile/kernel/clock';
import { newId } from '@lastmile/kernel/id';
import { staffActor } from '@lastmile/subgraph/testing';
import { ask, makeNode, startMonitoring, type TestMonitoring } from '../testing/network.ts';
import { importTopology } from '../topology/import-topology.ts';
import { leaseProbes, recordAnswers } from './probe.store.ts';
import { ProbeRunner } from './probe-runner.ts';
import type { ConnectOutcome, ConnectRequest } from './tcp-connect.ts';

describe('Probes among replicas', () => {
  let one: TestMonitoring;
  let other: TestMonitoring;
  const asked: number[] = [];
  const connect = async ({ port }: ConnectRequest): Promise<ConnectOutcome> => {
    asked.push(port);
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { ok: true, latencyMs: 20 };
  };
  const probing = () => new ProbeRunner({ concurrency: 8, clock: systemClock, connect });

  beforeAll(async () => {
    one = await startMonitoring({ services: { probing: probing() } });
    other = await startMonitoring({ databaseUrl: one.databaseUrl, services: { probing: probing() } });
  }, 60_000);
  afterAll(async () => {
    await other.stop();
    await one.stop();
  });

  const query = () => one.context().database.query;

  it('are asked once each, however many ask', async () => {
    const nodeId = newId();
    const probes = Array.from({ length: 60 }, (_, at) => ({ nodeId, port: at + 1 }));
    await importTopology(one.context(), {
      nodes: [{ id: nodeId, kind: 'OLT', name: 'many probes', host: '127.0.0.1' }],
      probes,
    });
    await query()(`update probe set next_at = now() - interval '1 second'`);
    await Promise.all([one.runJob('probe'), other.runJob('probe')]);
    await Promise.all([one.runJob('probe'), other.runJob('probe')]);
    for (let turn = 0; turn < 10; turn += 1) await one.runJob('probe');
    expect([...asked].sort((a, b) => a - b)).toEqual(probes.map(({ port }) => port));
  });

  it('are taken over when a lease runs out, and the late answer is dropped', async () => {
    await query()(`update probe set next_at = now() + interval '1 day'`);
    await query()(`update probe set next_at = now() - interval '1 second' where port = 1`);
    const [first] = await leaseProbes(query(), 5, new Date());
    expect(await leaseProbes(query(), 5, new Date())).toEqual([]);
    await query()(`update probe set lease_until = now() - interval '1 second' where port = 1`);
    const [second] = await leaseProbes(query(), 5, new Date());
    expect(second).toMatchObject({ id: first?.id });
    if (!first || !second) throw new Error('no lease');
    const answer = { at: new Date(), latencyMs: null, error: 'TIMEOUT' };
    expect(await recordAnswers(query(), [{ ...first, failures: 1, ...answer }])).toEqual([]);
    expect(await recordAnswers(query(), [{ ...second, failures: 1, ...answer }])).toEqual([second.id]);
  });

  it('are refused with a word on what is wrong', async () => {
    const node = await makeNode(one);
    const add = `mutation($input: AddProbeInput!) { addProbe(input: $input) { __typename ... on AddProbeSuccess { probe { id host verdict } } ... on InvalidInput { field } ... on Problem { code } } }`;
    const outcome = async (input: object) =>
      (
        await ask<{ addProbe: { probe: { id: string } } }>(one, staffActor('tech'), add, {
          input: { nodeId: node.id, port: 22, ...input },
        })
      ).addProbe;
    expect(await outcome({ port: 70_000 })).toMatchObject({ field: 'port' });
    expect(await outcome({ intervalMs: 5 })).toMatchObject({ field: 'intervalMs' });
    expect(await outcome({ kind: 'SNMP' })).toMatchObject({ field: 'kind' });
    expect(await outcome({ host: 'a b' })).toMatchObject({ field: 'host' });
    expect(await outcome({ nodeId: newId() })).toMatchObject({ code: 'NOT_FOUND' });
    const { probe } = await outcome({});
    expect(probe).toMatchObject({ host: '127.0.0.1', verdict: 'UNKNOWN' });
    const change = `mutation($input: ChangeProbeInput!) { changeProbe(input: $input) { __typename ... on ChangeProbeSuccess { probe { port intervalMs enabled } } ... on Problem { code } } }`;
    expect(
      await ask(one, staffActor('tech'), change, { input: { probeId: probe.id, port: 23, enabled: false } }),
    ).toEqual({
      changeProbe: {
        __typename: 'ChangeProbeSuccess',
        probe: { port: 23, intervalMs: 30_000, enabled: false },
      },
    });
    const remove = `mutation($input: RemoveProbeInput!) { removeProbe(input: $input) { __typename ... on Problem { code } } }`;
    const input = { probeId: probe.id };
    expect(await ask(one, staffActor('tech'), remove, { input })).toEqual({
      removeProbe: { __typename: 'RemoveProbeSuccess' },
    });
    expect(await ask(one, staffActor('tech'), remove, { input })).toMatchObject({
      removeProbe: { code: 'NOT_FOUND' },
    });
  });
});
