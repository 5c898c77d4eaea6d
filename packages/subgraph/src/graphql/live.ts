import type { EventEnvelope } from '@lastmile/messaging/envelope';
import type { LiveRequest, LiveUpdates } from '@lastmile/messaging/live-updates';
import { mapStream } from './map-stream.ts';

/** What every live subscription yields besides its entity; the entity's key is the event's, its state as it is now. */
export interface LivePayload<Entity> {
  readonly cursor: string;
  /** `SUBSCRIBED`, `RESYNC`, or what the event says happened. */
  readonly change: string;
  readonly occurredAt: Date | null;
  readonly entity: Entity | null;
  readonly event: EventEnvelope | null;
}

/**
 * A live subscription as its owner's resolver returns it: first `SUBSCRIBED` with a cursor, or `RESYNC` where too much
 * was missed, then one payload per event. `entityOf` gives the entity from the event, or null to leave the event out.
 */
export function livePayloads<Entity>(
  live: LiveUpdates,
  request: LiveRequest,
  changeOf: (event: EventEnvelope) => string,
  entityOf: (event: EventEnvelope) => Promise<Entity | null>,
): AsyncGenerator<LivePayload<Entity>, void, void> {
  return mapStream(live.subscribe(request), async (update): Promise<LivePayload<Entity> | undefined> => {
    const { cursor } = update;
    if (update.kind !== 'EVENT') {
      return { cursor, change: update.kind, occurredAt: null, entity: null, event: null };
    }
    const { event } = update;
    const entity = await entityOf(event);
    if (entity === null) return undefined;
    return { cursor, change: changeOf(event), occurredAt: new Date(event.time), entity, event };
  });
}

/**
 * Where to go on from after an event, in `extensions` too: for the gateway, and for clients that did not ask for
 * `cursor`. Undefined for a payload that is none of a live subscription.
 */
export function liveExtensions(payload: unknown): { cursor: string; change: string } | undefined {
  const { cursor, change } = (payload ?? {}) as Partial<LivePayload<unknown>>;
  return typeof cursor === 'string' && typeof change === 'string' ? { cursor, change } : undefined;
}
