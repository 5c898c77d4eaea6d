import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  lineImpactRevised,
  outageOpened,
  outageResolved,
} from '@lastmile/messaging/events/monitoring/outage';
import { attach, makeNode, newLine, said, startMonitoring, type TestMonitoring } from '../testing/network.ts';
import { OpenPort } from '../testing/open-port.ts';
import { addProbe } from './set-probe.ts';

/** Asks until `found` says so; fails after ten seconds. */
async function until(found: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await found())) {
    if (performance.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('Two replicas that run by themselves', () => {
  let one: TestMonitoring;
  let other: TestMonitoring;
  beforeAll(async () => {
    one = await startMonitoring({ jobsRun: true });
    other = await startMonitoring({ jobsRun: true, databaseUrl: one.databaseUrl });
  }, 60_000);
  afterAll(async () => {
    await other.stop();
    await one.stop();
  });

  it('find a port that falls silent, tell its lines once, and find it again', async () => {
    const tcp = await OpenPort.open();
    const node = await makeNode(one, { ports: 1 });
    const line = newLine();
    await attach(one, line, node.ports[0] as never);
    const watch = { intervalMs: 100, timeoutMs: 500, failuresToConfirm: 2, successesToClear: 2 };
    await addProbe(one.context(), { nodeId: node.id, port: tcp.port, ...watch });
    const told = () => said(one, lineImpactRevised);
    await tcp.fallSilent();
    await until(async () => (await told()).length === 1);
    expect(await said(one, outageOpened)).toHaveLength(1);
    await tcp.answer();
    await until(async () => (await told()).length === 2);
    expect(await said(one, outageResolved)).toHaveLength(1);
    expect((await told()).map(({ data }) => [data.revision, data.outageStatus])).toEqual([
      [1, 'OPEN'],
      [2, 'RESOLVED'],
    ]);
    await tcp.fallSilent();
  }, 40_000);
});
