import { lineImpactRevised } from '@lastmile/messaging/events/monitoring/outage';
import { reaction } from '@lastmile/messaging/handler';
import type { NotificationWork } from './notification.ts';
import { hearLineImpact } from './outage/hear-line-impact.ts';

/** Which lines of whom an outage touches: told once per customer and phase. */
export const writeLettersOnOutage = reaction({
  name: 'write-outage-letters',
  on: [lineImpactRevised],
  apply: (work: NotificationWork, event) => hearLineImpact(work, event),
});
