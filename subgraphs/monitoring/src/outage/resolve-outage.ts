import type { MonitoringContext } from '../monitoring.ts';
import { lockTopology } from '../topology/lock-topology.ts';
import { assessNodes } from './assess-nodes.ts';
import { coverOutages } from './cover-outages.ts';
import { endOutage } from './end-outage.ts';
import { openOutageWith } from './load-outage.ts';
import type { OutageCause, OutageRow } from './outage.ts';

/**
 * Closes an outage by hand. Closing one that probes opened overrules them: none is opened for the node again before it
 * has answered once. Throws NOT_FOUND, OutageNotOpen.
 */
export async function resolveOutage(
  context: MonitoringContext,
  input: { outageId: string; cause?: OutageCause | null },
): Promise<OutageRow> {
  return context.transaction(async (work) => {
    await lockTopology(work);
    const open = await openOutageWith(work, input.outageId);
    const ended = await endOutage(work, { ...open, cause: input.cause ?? open.cause }, work.clock.now());
    if (open.origin === 'PROBE') {
      await work.query(`update network_node set waived = true where id = $1 and status = 'DOWN'`, [
        open.nodeId,
      ]);
    }
    await assessNodes(work, [open.nodeId]);
    await coverOutages(work);
    return ended;
  });
}
