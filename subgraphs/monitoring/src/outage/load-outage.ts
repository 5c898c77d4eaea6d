import { isRelated } from '@lastmile/kernel/actor';
import { isId } from '@lastmile/kernel/id';
import { badInput, notFound } from '@lastmile/kernel/refusal';
import type { MonitoringWork } from '../monitoring.ts';
import { ownershipOf } from '../node/node.ts';
import { lockOutage } from './outage.store.ts';
import type { OutageRow } from './outage.ts';
import { OutageNotOpen } from './outage.type.ts';

/** An open outage that the actor may manage, locked. Throws NOT_FOUND, FORBIDDEN, OutageNotOpen. */
export async function openOutageWith(work: MonitoringWork, id: string): Promise<OutageRow> {
  const outage = isId(id) ? await lockOutage(work.query, id) : null;
  if (!outage || !isRelated(work.actor, ownershipOf(outage))) throw notFound('outage');
  work.assertMay('outage:manage', ownershipOf(outage));
  if (outage.status !== 'OPEN') throw new OutageNotOpen();
  return outage;
}

export function checkNote(note: string | null | undefined): string | null {
  const text = note?.trim() ?? '';
  if (text.length > 2_000) throw badInput('note', 'write at most 2,000 characters');
  return text === '' ? null : text;
}

/** An end that is expected lies behind the beginning. */
export function checkExpectedEnd(end: Date | null, startedAt: Date): Date | null {
  if (end && end <= startedAt)
    throw badInput('expectedEndAt', 'must be later than the beginning of the outage');
  return end;
}
