import type { EventDefinition } from './define-event.ts';
import type { EventEnvelope } from './envelope.ts';

/**
 * What a domain does when an event is spoken. `apply` runs inside the transaction that also holds the handler's inbox
 * row, so its effect happens once however often the event is delivered. It does no network I/O; throws to park the
 * event (and what follows in its stream) until somebody retries.
 */
export interface Handler<Work> {
  /** What it does, `start-subscription`, unique in the domain and never renamed: the inbox is kept under it. */
  readonly name: string;
  /** A projection reads from the beginning; a reaction from when it was first started on. */
  readonly kind: 'projection' | 'reaction';
  readonly on: readonly EventDefinition[];
  /** A reaction that is worthless when late (a letter) says after how long, by the event's `recordedat`. */
  readonly maxAgeMs?: number;
  readonly apply: (work: Work, event: EventEnvelope) => Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: definitions of any data; each keeps its own type in EventOf
type AnyDefinition = EventDefinition<any, string>;

/** The envelope of a definition, or a union of envelopes told apart by `event.type`. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Data, infer Type> ? EventEnvelope<Data, Type> : never;

interface HandlerSpec<Work, Definitions extends readonly AnyDefinition[]> {
  readonly name: string;
  readonly on: Definitions;
  readonly apply: (work: Work, event: EventOf<Definitions[number]>) => Promise<void>;
}

export function projection<Work, const Definitions extends readonly AnyDefinition[]>(
  spec: HandlerSpec<Work, Definitions>,
): Handler<Work> {
  return { ...spec, kind: 'projection', apply: spec.apply as Handler<Work>['apply'] };
}

export function reaction<Work, const Definitions extends readonly AnyDefinition[]>(
  spec: HandlerSpec<Work, Definitions> & { readonly maxAgeMs?: number },
): Handler<Work> {
  return { ...spec, kind: 'reaction', apply: spec.apply as Handler<Work>['apply'] };
}
