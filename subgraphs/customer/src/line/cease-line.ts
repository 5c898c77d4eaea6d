import { lineCeased } from '@lastmile/messaging/events/customer/line';
import { permitted } from '../access/permitted.ts';
import type { CustomerContext, CustomerWork } from '../customer-domain.ts';
import { releaseReserved } from '../device/device.store.ts';
import { takeOffPort } from './attach-line.ts';
import { emitLine } from './line.event.ts';
import { LineNotInState } from './line.problem.ts';
import { changeLine, type LineRow, lockLine } from './line.store.ts';
import { afterLine } from './line.ts';

/**
 * Takes a line out of service for good. Its port becomes free; devices stay with the customer until they are returned.
 * Throws NOT_FOUND, FORBIDDEN, LineNotInState.
 */
export async function ceaseLine(
  context: CustomerContext,
  input: { readonly lineId: string },
): Promise<LineRow> {
  return context.transaction(async (work) => {
    const line = permitted(work, 'line:manage', await lockLine(work, input.lineId), 'line');
    return takeOutOfService(work, line);
  });
}

/** Throws LineNotInState. */
export async function takeOutOfService(work: CustomerWork, line: LineRow): Promise<LineRow> {
  const state = afterLine(line.state, 'cease');
  if (!state) throw new LineNotInState(line.state, 'ceased');
  await releaseReserved(work, line.id);
  const loose = await takeOffPort(work, line);
  const ceasedAt = work.clock.now();
  const ceased = await changeLine(work, loose, { state, ceasedAt });
  emitLine(work, lineCeased, ceased, { ceasedAt: ceasedAt.toISOString() });
  return ceased;
}
