import { baseType } from './define-event.ts';
import type { EventEnvelope } from './envelope.ts';
import type { Handler } from './handler.ts';

/** What is to be done with an event that arrived for a handler. */
export type Decision =
  /** Applied before, or from before the reaction began. */
  | { readonly kind: 'skip' }
  /** It counts as read and nothing is done: another kind of event, or too old to matter. */
  | { readonly kind: 'pass'; readonly expired: boolean }
  | { readonly kind: 'apply' }
  | { readonly kind: 'gap'; readonly expected: number }
  | { readonly kind: 'park'; readonly reason: string };

export interface DecisionInput {
  readonly handler: Pick<Handler<never>, 'kind' | 'on' | 'maxAgeMs'>;
  readonly event: EventEnvelope;
  readonly entry: { readonly sequence: number | null; readonly epoch: number; readonly parked: boolean };
  /** When the handler was first started. */
  readonly startedAt: Date;
  readonly now: Date;
}

/** The rules of the inbox, in their order; pure. */
export function decideEvent(input: DecisionInput): Decision {
  const { handler, event, entry, startedAt } = input;
  const { sequence } = entry;
  if (event.epoch > entry.epoch && sequence !== null && event.streamsequence <= sequence) {
    return {
      kind: 'park',
      reason: `diverged: the log was restored (epoch ${event.epoch}) and its stream is behind what was applied (${sequence})`,
    };
  }
  if (sequence !== null && event.streamsequence <= sequence) return { kind: 'skip' };
  if (entry.parked) return { kind: 'park', reason: 'an earlier event of its stream is parked' };
  if (sequence === null && handler.kind === 'reaction') {
    return Date.parse(event.recordedat) < startedAt.getTime() ? { kind: 'skip' } : perform(input);
  }
  const expected = (sequence ?? 0) + 1;
  return event.streamsequence > expected ? { kind: 'gap', expected } : perform(input);
}

function perform({ handler, event, now }: DecisionInput): Decision {
  if (handler.on.some(({ type }) => type === event.type)) {
    const age = now.getTime() - Date.parse(event.recordedat);
    const expired = handler.maxAgeMs !== undefined && age > handler.maxAgeMs;
    return expired ? { kind: 'pass', expired } : { kind: 'apply' };
  }
  const other = handler.on.find(({ type }) => baseType(type) === baseType(event.type));
  if (!other) return { kind: 'pass', expired: false };
  return {
    kind: 'park',
    reason: `${event.type} is a version that this handler does not know (${other.type})`,
  };
}
