import type { lineImpactRevised } from '@lastmile/messaging/events/monitoring/outage';
import type { EventOf } from '@lastmile/messaging/handler';
import { writeLetters } from '../letter/write-letters.ts';
import type { NotificationWork } from '../notification.ts';
import { occasionNamed, outageBegan, outageEnded } from '../occasion/occasions.ts';
import { countLines, saveLine } from './outage-line.store.ts';
import { type LineState, phaseOf, type Revision } from './outage-phase.ts';

/**
 * A line of a customer is touched by an outage, or no longer: the customer is told once that it began, and once, when
 * none of its lines is touched any more, that it is over.
 */
export async function hearLineImpact(
  work: NotificationWork,
  event: EventOf<typeof lineImpactRevised>,
): Promise<void> {
  const { outageId, lineId, customerId, revision } = event.data;
  // Two lines of a customer are two streams: they are counted one after the other.
  await work.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
    `outage ${outageId} ${customerId}`,
  ]);
  const state = stateOf(event.data);
  const line = { outageId, lineId, customerId, revision, state };
  if (!(await saveLine(work.query, line, work.clock.now()))) return;
  const phase = phaseOf(state, await countLines(work.query, outageId, customerId));
  const occasion = phase && occasionNamed(phase === 'BEGAN' ? outageBegan : outageEnded);
  if (occasion) await writeLetters(work, occasion, event, `outage ${outageId} ${phase}`);
}

function stateOf({ retracted, to, outageStatus }: Revision): LineState {
  if (retracted) return 'RETRACTED';
  return to || outageStatus === 'RESOLVED' ? 'RESTORED' : 'DOWN';
}
