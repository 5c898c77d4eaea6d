import { badInput } from '@lastmile/kernel/refusal';
import type { MonitoringContext } from '../monitoring.ts';
import { activeNodeWith } from '../node/load-node.ts';
import { lockTopology } from '../topology/lock-topology.ts';
import { assessNodes } from './assess-nodes.ts';
import { announceOutage, beginOutage } from './begin-outage.ts';
import { coverOutages } from './cover-outages.ts';
import { checkExpectedEnd, checkNote } from './load-outage.ts';
import { findOpenOutage } from './outage.store.ts';
import type { OutageCause, OutageRow, Severity } from './outage.ts';
import { OutageAlreadyOpen } from './outage.type.ts';

export interface OpenOutage {
  readonly nodeId: string;
  /** OTHER unless given. */
  readonly cause?: OutageCause | null;
  readonly severity?: Severity | null;
  readonly startedAt?: Date | null;
  readonly expectedEndAt?: Date | null;
  readonly note?: string | null;
}

/** By hand: it stays until it is closed by hand. Throws NOT_FOUND, BAD_INPUT, NodeRetired, OutageAlreadyOpen. */
export async function openOutage(context: MonitoringContext, input: OpenOutage): Promise<OutageRow> {
  return context.transaction(async (work) => {
    await lockTopology(work);
    const node = await activeNodeWith(work, input.nodeId, 'outage:manage');
    const open = await findOpenOutage(work.query, node.id);
    if (open) throw new OutageAlreadyOpen(open.id);
    const now = work.clock.now();
    const startedAt = input.startedAt ?? now;
    if (startedAt > now) throw badInput('startedAt', 'an outage cannot begin in the future');
    const outage = await beginOutage(work, node, {
      origin: 'STAFF',
      cause: input.cause ?? 'OTHER',
      severity: input.severity ?? null,
      startedAt,
      expectedEndAt: checkExpectedEnd(input.expectedEndAt ?? null, startedAt),
      note: checkNote(input.note),
    });
    await coverOutages(work);
    const announced = await announceOutage(work, outage);
    await assessNodes(work, [node.id]);
    return announced;
  });
}
