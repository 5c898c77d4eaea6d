import type { EventDefinition } from './define-event.ts';
import type { EventEnvelope, EventIds } from './envelope.ts';

/** One thing that a live subscription yields. */
export type LiveUpdate =
  /** First of all, unless it is RESYNC: from this cursor on nothing is missed. */
  | { readonly kind: 'SUBSCRIBED'; readonly cursor: string }
  | { readonly kind: 'EVENT'; readonly cursor: string; readonly event: EventEnvelope }
  /** Too much was missed, or the log is another one: read the state anew, then go on from this cursor. */
  | { readonly kind: 'RESYNC'; readonly cursor: string };

export interface LiveRequest {
  readonly on: readonly EventDefinition[];
  /** Events of this object only; without it, every event that is not part of mass work (staff only). */
  readonly subject?: { readonly name: keyof EventIds; readonly id: string };
  /** A cursor from an earlier update: first replays what matches since (at most 1,000), then goes on live. */
  readonly after?: string | null;
  /** Without a subject, events with a `bulkid` are left out unless this is true. */
  readonly includeBulk?: boolean;
}

/** The owner's log as a stream: replay and live are one reader, by position, without a seam. */
export interface LiveUpdates {
  subscribe(request: LiveRequest): AsyncGenerator<LiveUpdate, void, void>;
  /** How many subscriptions are attached now. */
  readonly listening: number;
}
