import { lineActivated } from '@lastmile/messaging/events/customer/line';
import type { CustomerWork } from '../customer-domain.ts';
import { emitLine } from './line.event.ts';
import { LineNotInState } from './line.problem.ts';
import { changeLine, type LineRow } from './line.store.ts';
import { afterLine } from './line.ts';

/** Throws LineNotInState. */
export async function putIntoService(work: CustomerWork, line: LineRow): Promise<LineRow> {
  const state = afterLine(line.state, 'activate');
  if (!state) throw new LineNotInState(line.state, 'activated');
  const activatedAt = work.clock.now();
  const active = await changeLine(work, line, { state, activatedAt });
  emitLine(work, lineActivated, active, { activatedAt: activatedAt.toISOString() });
  return active;
}
