import { newId } from '@lastmile/kernel/id';
import { reviseImpact } from '../impact/impact.store.ts';
import { countAgain } from '../impact/revise-impact.ts';
import { tellImpact } from '../impact/tell-impact.ts';
import type { MonitoringWork } from '../monitoring.ts';
import { lockOutage } from '../outage/outage.store.ts';
import { refreshUsage } from '../port/port.store.ts';
import { shareTopology } from '../topology/lock-topology.ts';
import { attachTo, detachFrom, type LineFacts, outagesConcerned, saveLine } from './attachment.store.ts';

/** The line hangs on a port from `at` on, which may lie in the past: what was told later than `at` is overruled. */
export async function attachLine(
  work: MonitoringWork,
  line: LineFacts & { readonly portId: string; readonly nodeId: string; readonly at: Date },
): Promise<void> {
  await shareTopology(work);
  await saveLine(work.query, line);
  const left = await detachFrom(work.query, line.lineId, line.at, null);
  await attachTo(work.query, line);
  await afterMove(work, line, [...left, line]);
}

/** The line hangs on nothing (or, with a port, not on that one) from `at` on. */
export async function detachLine(
  work: MonitoringWork,
  line: LineFacts & { readonly portId: string | null; readonly at: Date },
): Promise<void> {
  await shareTopology(work);
  await saveLine(work.query, line);
  await afterMove(work, line, await detachFrom(work.query, line.lineId, line.at, line.portId));
}

/**
 * The use of the ports follows, without an event of ours: who said it knows it, and an answer to each would go round in
 * circles. Then the outages that the move touches, past ones too, are corrected for this line.
 */
async function afterMove(
  work: MonitoringWork,
  line: LineFacts & { readonly at: Date },
  touched: readonly { readonly portId: string; readonly nodeId: string }[],
): Promise<void> {
  if (touched.length === 0) return;
  await refreshUsage(
    work.query,
    touched.map(({ portId }) => portId),
  );
  const nodeIds = touched.map(({ nodeId }) => nodeId);
  for (const outageId of await outagesConcerned(work.query, line.lineId, nodeIds, line.at)) {
    const outage = await lockOutage(work.query, outageId);
    if (!outage) continue;
    tellImpact(work, outage, await reviseImpact(work.query, outage, [line.lineId]), newId());
    await countAgain(work, outage);
  }
}
