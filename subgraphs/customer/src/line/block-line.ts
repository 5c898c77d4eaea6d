import { badInput } from '@lastmile/kernel/refusal';
import { lineBlocked, lineUnblocked } from '@lastmile/messaging/events/customer/line';
import { permitted } from '../access/permitted.ts';
import type { CustomerContext, CustomerWork } from '../customer-domain.ts';
import { emitLine } from './line.event.ts';
import { LineNotInState } from './line.problem.ts';
import { deleteBlock, insertBlock, type LineRow, lockLine } from './line.store.ts';
import { type BlockReason, blockSetters } from './line.ts';

export interface BlockLine {
  readonly lineId: string;
  readonly reason: BlockReason;
}

/** Staff add a reason to suspend the line; one that is there already changes nothing. Throws NOT_FOUND, FORBIDDEN, BAD_INPUT, LineNotInState. */
export async function blockLine(context: CustomerContext, input: BlockLine): Promise<LineRow> {
  assertStaffReason(input.reason);
  return context.transaction(async (work) => {
    const line = permitted(work, 'line:manage', await lockLine(work, input.lineId), 'line');
    return addBlock(work, line, input.reason);
  });
}

/** Staff take a reason away; one that is not there changes nothing. Throws NOT_FOUND, FORBIDDEN, BAD_INPUT. */
export async function unblockLine(context: CustomerContext, input: BlockLine): Promise<LineRow> {
  assertStaffReason(input.reason);
  return context.transaction(async (work) => {
    const line = permitted(work, 'line:manage', await lockLine(work, input.lineId), 'line');
    return takeBlock(work, line, input.reason);
  });
}

function assertStaffReason(reason: BlockReason): void {
  if (blockSetters[reason] !== 'customer')
    throw badInput('reason', `only ${blockSetters[reason]} sets and takes away ${reason.toUpperCase()}`);
}

/** Adds one reason and touches no other, for staff and for handlers of events. Throws LineNotInState. */
export async function addBlock(work: CustomerWork, line: LineRow, reason: BlockReason): Promise<LineRow> {
  if (line.blocks.includes(reason)) return line;
  if (line.state === 'CEASED') throw new LineNotInState(line.state, 'blocked');
  const blocked = await insertBlock(work, line, reason, blockSetters[reason]);
  emitLine(work, lineBlocked, blocked, { reason });
  return blocked;
}

/** Takes one reason away and touches no other. */
export async function takeBlock(work: CustomerWork, line: LineRow, reason: BlockReason): Promise<LineRow> {
  if (!line.blocks.includes(reason)) return line;
  const unblocked = await deleteBlock(work, line, reason);
  emitLine(work, lineUnblocked, unblocked, { reason });
  return unblocked;
}
