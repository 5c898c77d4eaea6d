import type { GraphQLError } from 'graphql';
import type { SourceError, SourceResult } from '../source/source.ts';

/** One answer of a live subscription, serialised once for all who hear it. */
export interface LiveUpdate {
  /** The GraphQL answer as JSON, UTF-8. Shared: never written into. */
  readonly bytes: Buffer;
  /** Where to go on from after this; undefined where the subgraph gives none. */
  readonly cursor: string | undefined;
  /** `SUBSCRIBED` or `RESYNC` where it is none of the events. */
  readonly mark?: string | undefined;
}

/** Who hears a live subscription. Calls come in order, and none after `error` or `complete`. */
export interface LiveListener {
  next(update: LiveUpdate): void;
  /** It ends, and why. */
  error(errors: readonly (GraphQLError | SourceError)[]): void;
  /** The subgraph has nothing more to say. */
  complete(): void;
}

/** What an owner may say about an event, in its `extensions`. */
export interface EventMarks {
  /** Opaque; coming back with it gives what came after. */
  readonly cursor: string | undefined;
  /** `SUBSCRIBED` for the first message of a stream, which is no event. */
  readonly change: string | undefined;
}

export function marksOf({ extensions }: SourceResult): EventMarks {
  const { cursor, change } = extensions ?? {};
  return {
    cursor: typeof cursor === 'string' ? cursor : undefined,
    change: typeof change === 'string' ? change : undefined,
  };
}

export const greetingChange = 'SUBSCRIBED';
/** Too much was missed: the client reads the state anew and goes on from this cursor. At the beginning it stands in place of the greeting. */
export const resyncChange = 'RESYNC';
