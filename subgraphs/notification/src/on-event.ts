import { reaction } from '@lastmile/messaging/handler';
import { hearEvent } from './letter/hear-event.ts';
import type { NotificationWork } from './notification.ts';
import { plainEvents } from './occasion/occasions.ts';
import { maxAgeMsMax } from './template/template-limits.ts';

/** Letters about what happens to customers and users; each template says until when its letter is worth sending. */
export const writeLettersOnEvent = reaction({
  name: 'write-letters',
  on: plainEvents,
  maxAgeMs: maxAgeMsMax,
  apply: (work: NotificationWork, event) => hearEvent(work, event),
});
