import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lineImpactRevised } from '@lastmile/messaging/events/monitoring/outage';
import { openOutage } from '../outage/open-outage.ts';
import { attach, makeNode, newLine, said, startMonitoring, type TestMonitoring } from '../testing/network.ts';

describe('A line that is attached at the moment an outage opens', () => {
  let monitoring: TestMonitoring;
  beforeAll(async () => {
    monitoring = await startMonitoring();
  }, 60_000);
  afterAll(() => monitoring.stop());

  it('is always among those it touches, and told once', async () => {
    const lines = [];
    for (let round = 0; round < 12; round += 1) {
      const node = await makeNode(monitoring, { ports: 1 });
      const line = newLine();
      lines.push(line);
      await Promise.all([
        attach(monitoring, line, node.ports[0] as never),
        openOutage(monitoring.context(), { nodeId: node.id }),
        monitoring.runJob('revise-impact'),
      ]);
      await monitoring.runJob('revise-impact');
    }
    const told = await said(monitoring, lineImpactRevised);
    for (const { lineId } of lines) {
      expect(told.filter(({ lineid }) => lineid === lineId).map(({ data }) => data.revision)).toEqual([1]);
    }
  }, 30_000);

  it('leaves no two attachments at once, in whatever order they are heard', async () => {
    const node = await makeNode(monitoring, { ports: 3 });
    const line = newLine();
    const at = monitoring.clock.now().getTime();
    for (const [port, minutes] of [
      [0, 0],
      [1, 30],
      [2, 10],
    ] as const) {
      await attach(monitoring, line, node.ports[port] as never, new Date(at + minutes * 60_000));
    }
    const rows = await monitoring.context().database.query<{ portId: string; open: boolean }>(
      `select port_id as "portId", upper_inf(valid_during) as open from line_attachment where line_id = $1
       order by lower(valid_during)`,
      [line.lineId],
    );
    expect(rows).toEqual([
      { portId: node.ports[0]?.id, open: false },
      { portId: node.ports[2]?.id, open: true },
    ]);
  });
});
