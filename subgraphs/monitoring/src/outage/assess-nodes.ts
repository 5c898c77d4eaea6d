import { nodeDown, nodeUp } from '@lastmile/messaging/events/monitoring/node';
import { outageUpdated } from '@lastmile/messaging/events/monitoring/outage';
import type { MonitoringWork } from '../monitoring.ts';
import type { NodeRow } from '../node/node.ts';
import { nodeEvent, nodeState } from '../node/tell-node.ts';
import { findingOf, type Verdict } from '../probe/probe.ts';
import { type AssessedNode, askAfresh, loadAround, saveStatus, saveSuppression } from './assess.store.ts';
import { announceOutage, beginOutage } from './begin-outage.ts';
import { coverOutages } from './cover-outages.ts';
import { endOutage } from './end-outage.ts';
import { judgeOutages, type Step } from './judge-outages.ts';
import { coveredUntil, lockOutage, saveOutage } from './outage.store.ts';
import { type OutageRow, startOfOutage } from './outage.ts';
import { tellOutage } from './tell-outage.ts';

/**
 * Looks at nodes of which something has been heard, with all above and below them, and brings statuses and outages into
 * line with what their probes say. The topology must be locked.
 */
export async function assessNodes(work: MonitoringWork, nodeIds: readonly string[]): Promise<void> {
  const around = await loadAround(work.query, nodeIds);
  const turned = new Map<string, NodeRow>();
  const now = work.clock.now();
  const nodes = around.map((node): AssessedNode => {
    const { status, since } = nodeIds.includes(node.id)
      ? findingOf(node.probes)
      : { status: null, since: null };
    if (status === null || status === node.status) return node;
    const after = {
      ...node,
      status,
      statusSince: since ?? now,
      waived: status === 'UP' ? false : node.waived,
    };
    turned.set(node.id, after);
    return after;
  });
  await saveStatus(work.query, [...turned.values()]);
  const steps = judgeOutages(nodes.map(asJudged));
  await takeSteps(work, new Map(nodes.map((node) => [node.id, node])), steps);
  tellStatuses(work, [...turned.values()], steps);
}

function asJudged(node: AssessedNode) {
  const { confirmed, suspect } = findingOf(node.probes);
  return {
    id: node.id,
    parentId: node.parentId,
    status: node.status as Verdict,
    suspect,
    confirmed,
    waived: node.waived,
    suppressedBy: node.suppressedById,
    outage: node.outageId
      ? { id: node.outageId, origin: node.outageOrigin ?? 'PROBE', adoptedBy: node.outageAdoptedBy }
      : null,
  };
}

async function takeSteps(
  work: MonitoringWork,
  nodes: ReadonlyMap<string, AssessedNode>,
  steps: readonly Step[],
): Promise<void> {
  const outageOf = new Map([...nodes.values()].map(({ id, outageId }) => [id, outageId]));
  const begun: OutageRow[] = [];
  for (const step of steps) {
    const node = nodes.get(step.nodeId);
    if (!node) continue;
    if (step.kind === 'OPEN') {
      const outage = await openFor(work, node);
      outageOf.set(node.id, outage.id);
      begun.push(outage);
    } else if (step.kind === 'RESOLVE' && node.outageId) {
      const open = await lockOutage(work.query, node.outageId);
      if (open) await endOutage(work, open, node.statusSince);
    } else if (step.kind === 'ADOPT' && node.outageId) {
      await adopt(work, node.outageId, step.by ? (outageOf.get(step.by) ?? null) : null);
    }
  }
  await saveSuppression(
    work.query,
    steps.flatMap((step) => (step.kind === 'SUPPRESS' ? [{ id: step.nodeId, by: step.by }] : [])),
  );
  await askAfresh(
    work.query,
    steps.flatMap((step) => (step.kind === 'RECHECK' ? [step.nodeId] : [])),
  );
  if (!steps.some(({ kind }) => kind === 'OPEN' || kind === 'RESOLVE')) return;
  await coverOutages(work);
  for (const outage of begun) await announceOutage(work, outage);
}

async function openFor(work: MonitoringWork, node: AssessedNode): Promise<OutageRow> {
  const startedAt = startOfOutage(
    node.statusSince,
    await coveredUntil(work.query, node.id),
    work.clock.now(),
  );
  return beginOutage(work, node, { origin: 'PROBE', cause: 'UNREACHABLE', startedAt });
}

async function adopt(work: MonitoringWork, outageId: string, by: string | null): Promise<void> {
  const open = await lockOutage(work.query, outageId);
  if (open?.status !== 'OPEN') return;
  const adopted = { ...open, adoptedById: by };
  await saveOutage(work.query, adopted);
  tellOutage(work, outageUpdated, adopted);
}

function tellStatuses(work: MonitoringWork, turned: readonly NodeRow[], steps: readonly Step[]): void {
  const hiddenBy = new Map(
    steps.flatMap((step) => (step.kind === 'SUPPRESS' && step.by ? [[step.nodeId, step.by] as const] : [])),
  );
  for (const node of turned) {
    const since = node.statusSince.toISOString();
    const event = nodeEvent(node, node.statusSince);
    const suppressedBy = hiddenBy.get(node.id);
    if (node.status === 'UP') work.emit(nodeUp, { ...event, data: { ...nodeState(node), since } });
    if (node.status === 'DOWN') {
      work.emit(nodeDown, {
        ...event,
        data: { ...nodeState(node), since, ...(suppressedBy && { suppressedBy }) },
      });
    }
  }
}
