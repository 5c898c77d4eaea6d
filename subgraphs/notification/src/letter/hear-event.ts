import type { EventEnvelope } from '@lastmile/messaging/envelope';
import { lineImpactRevised } from '@lastmile/messaging/events/monitoring/outage';
import type { EventOf } from '@lastmile/messaging/handler';
import type { NotificationWork } from '../notification.ts';
import { occasionNamed } from '../occasion/occasions.ts';
import { hearLineImpact } from '../outage/hear-line-impact.ts';
import { takeUnaddressed } from '../recipient/unaddressed.store.ts';
import { writeLetters } from './write-letters.ts';

/** Letters about one event, whichever it is. */
export async function hearEvent(work: NotificationWork, event: EventEnvelope): Promise<void> {
  if (event.type === lineImpactRevised.type) {
    return hearLineImpact(work, event as EventOf<typeof lineImpactRevised>);
  }
  const occasion = occasionNamed(event.type);
  if (occasion) await writeLetters(work, occasion, event);
}

/** Somebody turned up to act for a customer: they are told what was waiting. */
export async function tellWaiting(work: NotificationWork, customerId: string): Promise<void> {
  for (const event of await takeUnaddressed(work.query, customerId)) await hearEvent(work, event);
}
