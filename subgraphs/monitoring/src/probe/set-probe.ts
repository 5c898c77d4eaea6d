import { isRelated } from '@lastmile/kernel/actor';
import { isId, newId } from '@lastmile/kernel/id';
import { badInput, notFound } from '@lastmile/kernel/refusal';
import type { MonitoringContext, MonitoringWork } from '../monitoring.ts';
import { activeNodeWith } from '../node/load-node.ts';
import { checkHost, ownershipOf } from '../node/node.ts';
import { assessNodes } from '../outage/assess-nodes.ts';
import { lockTopology } from '../topology/lock-topology.ts';
import {
  deleteProbe,
  findProbe,
  insertProbes,
  type NewProbe,
  type ProbeRow,
  replaceProbe,
} from './probe.store.ts';

export interface ProbeSettings {
  /** The node's management address where left out. */
  readonly host?: string | null;
  readonly port?: number | null;
  readonly intervalMs?: number | null;
  readonly timeoutMs?: number | null;
  readonly failuresToConfirm?: number | null;
  readonly successesToClear?: number | null;
  readonly enabled?: boolean | null;
}

export interface AddProbe extends ProbeSettings {
  readonly nodeId: string;
  /** TCP unless given. */
  readonly kind?: ProbeRow['kind'] | null;
}

/** Throws NOT_FOUND, BAD_INPUT, NodeRetired. */
export async function addProbe(context: MonitoringContext, input: AddProbe): Promise<ProbeRow> {
  return context.transaction(async (work) => {
    await lockTopology(work);
    const node = await activeNodeWith(work, input.nodeId, 'node:manage');
    const probe = checkProbe({ ...probeDefaults, host: node.host, ...given(input) }, input.kind ?? 'TCP');
    const row = { ...probe, id: newId(), nodeId: node.id };
    await insertProbes(work.query, [row], work.clock.now());
    return kept(work, row.id);
  });
}

/** Only what is given changes; what was found before counts no more. Throws NOT_FOUND, BAD_INPUT, NodeRetired. */
export async function changeProbe(
  context: MonitoringContext,
  input: ProbeSettings & { probeId: string },
): Promise<ProbeRow> {
  return context.transaction(async (work) => {
    await lockTopology(work);
    const before = await probeWith(work, input.probeId);
    await activeNodeWith(work, before.nodeId, 'node:manage');
    await replaceProbe(work.query, { ...before, ...checkProbe({ ...before, ...given(input) }, before.kind) });
    await assessNodes(work, [before.nodeId]);
    return kept(work, before.id);
  });
}

/** Without any probe nothing is known of the node. Throws NOT_FOUND. */
export async function removeProbe(
  context: MonitoringContext,
  input: { probeId: string },
): Promise<{ probeId: string; nodeId: string }> {
  return context.transaction(async (work) => {
    await lockTopology(work);
    const probe = await probeWith(work, input.probeId);
    await deleteProbe(work.query, probe.id);
    await assessNodes(work, [probe.nodeId]);
    return { probeId: probe.id, nodeId: probe.nodeId };
  });
}

async function probeWith(work: MonitoringWork, id: string): Promise<ProbeRow> {
  const probe = isId(id) ? await findProbe(work.query, id) : null;
  if (!probe || !isRelated(work.actor, ownershipOf(probe))) throw notFound('probe');
  work.assertMay('node:manage', ownershipOf(probe));
  return probe;
}

async function kept(work: MonitoringWork, id: string): Promise<ProbeRow> {
  const row = await findProbe(work.query, id);
  if (!row) throw notFound('probe');
  return row;
}

export const probeDefaults = {
  intervalMs: 30_000,
  timeoutMs: 3_000,
  failuresToConfirm: 3,
  successesToClear: 2,
  enabled: true,
};

type Wanted = { [Key in keyof ProbeSettings]?: ProbeSettings[Key] | undefined };

/** The settings that were given a value. */
function given(input: ProbeSettings): Wanted {
  const { host, port, intervalMs, timeoutMs, failuresToConfirm, successesToClear, enabled } = input;
  const all = { host, port, intervalMs, timeoutMs, failuresToConfirm, successesToClear, enabled };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== undefined));
}

/** Checks a probe's settings. Throws BAD_INPUT naming the field. */
export function checkProbe(wanted: Wanted, kind: ProbeRow['kind']): Omit<NewProbe, 'id' | 'nodeId'> {
  if (kind !== 'TCP') throw badInput('kind', 'only TCP is asked so far');
  if (!wanted.host) throw badInput('host', 'give the probe a host, or its node a management address');
  const timeoutMs = whole(wanted.timeoutMs, 'timeoutMs', 50, 60_000);
  return {
    kind,
    host: checkHost(wanted.host, 'host'),
    port: whole(wanted.port, 'port', 1, 65_535),
    intervalMs: whole(wanted.intervalMs, 'intervalMs', 100, 86_400_000),
    timeoutMs,
    failuresToConfirm: whole(wanted.failuresToConfirm, 'failuresToConfirm', 1, 100),
    successesToClear: whole(wanted.successesToClear, 'successesToClear', 1, 100),
    enabled: wanted.enabled ?? true,
  };
}

function whole(value: number | null | undefined, field: string, least: number, most: number): number {
  if (value === null || value === undefined) throw badInput(field, 'is needed');
  if (!Number.isInteger(value) || value < least || value > most) {
    throw badInput(field, `write a whole number from ${least} to ${most}`);
  }
  return value;
}
