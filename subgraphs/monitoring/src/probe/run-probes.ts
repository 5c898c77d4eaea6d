import type { MonitoringContext } from '../monitoring.ts';
import { assessNodes } from '../outage/assess-nodes.ts';
import { lockTopology } from '../topology/lock-topology.ts';
import { leaseProbes, type RecordedAnswer, recordAnswers } from './probe.store.ts';
import { afterAnswer, isTelling, type ProbeState, successesNeeded } from './probe.ts';
import type { AnsweredProbe } from './probe-runner.ts';

/** How long a turn waits for answers before it records those that are there and takes up what has come due meanwhile. */
const turnMs = 200;

/**
 * One turn of probing: leases what is due, asks outside of any transaction, records what has been answered. True while
 * answers are outstanding.
 */
export async function runProbes(context: MonitoringContext): Promise<boolean> {
  const { probing } = context.services;
  if (probing.free > 0) {
    const flapsSince = new Date(context.clock.now().getTime() - context.settings.flapWindowMs);
    for (const probe of await leaseProbes(context.database.query, probing.free, flapsSince))
      probing.start(probe);
  }
  const answered = await probing.answered(turnMs);
  if (answered.length > 0) await takeIn(context, answered);
  return probing.inFlight > 0;
}

/** Most answers tell nothing new: they are written and that is all. Those that do are judged under the network's lock. */
async function takeIn(context: MonitoringContext, answered: readonly AnsweredProbe[]): Promise<void> {
  const steps = answered.map(stepOf);
  const telling = steps.filter(({ tells }) => tells);
  const quiet = steps.filter(({ tells }) => !tells).map(({ record }) => record);
  if (quiet.length > 0) await recordAnswers(context.database.query, quiet);
  if (telling.length === 0) return;
  await context.transaction(async (work) => {
    await lockTopology(work);
    const records = telling.map(({ record }) => record);
    const recorded = new Set(await recordAnswers(work.query, records));
    const nodeIds = telling.filter(({ record }) => recorded.has(record.id)).map(({ nodeId }) => nodeId);
    if (nodeIds.length > 0) await assessNodes(work, [...new Set(nodeIds)]);
  });
}

function stepOf({ probe, outcome, at }: AnsweredProbe) {
  const rule = {
    failuresToConfirm: probe.failuresToConfirm,
    successesToClear: successesNeeded(probe.successesToClear, probe.recentOutages),
  };
  const after: ProbeState = afterAnswer(probe, rule, { ok: outcome.ok, at });
  const record: RecordedAnswer = {
    id: probe.id,
    leaseId: probe.leaseId,
    at,
    ...after,
    latencyMs: outcome.ok ? outcome.latencyMs : null,
    error: outcome.ok ? null : outcome.error,
  };
  return { nodeId: probe.nodeId, record, tells: isTelling(probe, after, rule) };
}
