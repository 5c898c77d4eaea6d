import type { LiveListener, LiveUpdate } from '../live/live-update.ts';
import { mapEvents } from '../live/map-events.ts';
import { isEventStream, type Source, type SourceResult } from '../source/source.ts';
import { buildGraph } from './build-graph.ts';

interface Payload {
  cursor: string;
  change: string;
  order: { id: string; buyer: { id: string } } | null;
}

const ordersSdl = `type Query { x: Int } scalar Cursor
  type Subscription { orderPlaced(shop: ID, after: Cursor): OrderUpdate! }
  type OrderUpdate { cursor: String! change: String! order: Order }
  type Order @key(fields: "id") { id: ID! buyer: User } type User @key(fields: "id") { id: ID! }`;

const usersSdl = `type User @key(fields: "id") { id: ID! name: String }`;

export const ordersSdlWith = (more: string) =>
  ordersSdl.replace('change: String!', `change: String! ${more}`);

/** A subgraph with a log of orders, replayed from a cursor up to `replayMax` events, beside one of users. */
export function orderLog({ replayMax = 1_000, sdl = ordersSdl } = {}) {
  const log: string[] = [];
  const readers = new Set<Reader>();
  const seen = { opened: [] as (string | null)[], users: 0, contexts: [] as unknown[] };
  const graph = buildGraph({
    orders: {
      sdl,
      resolvers: {
        Subscription: {
          orderPlaced: {
            subscribe: (_: unknown, { after }: { after?: string }) => {
              seen.opened.push(after ?? null);
              const reader = new Reader(log, after, replayMax, () => readers.delete(reader));
              readers.add(reader);
              return reader;
            },
            resolve: (payload: Payload) => payload,
          },
        },
      },
    },
    users: {
      sdl: usersSdl,
      resolvers: {
        User: {
          name: (user: { id: string }, _: unknown, context: unknown) => {
            seen.users += 1;
            seen.contexts.push(context);
            return `user ${user.id}`;
          },
        },
      },
    },
  });
  const inner = graph.sources.get('orders') as Source;
  let isDown = false;
  const orders: Source = {
    execute: inner.execute,
    subscribe: async (request) => {
      if (isDown) throw new Error('down');
      const answer = await inner.subscribe?.(request);
      if (!answer || !isEventStream(answer)) return answer ?? {};
      return withMarks(answer);
    },
  };
  const place = (id: string) => {
    log.push(id);
    for (const reader of readers) reader.wake();
  };
  const sources = new Map([...graph.sources, ['orders', orders] as const]);
  return {
    ...{ graph, log, seen, readers, place, sources, ordersSdl: sdl, usersSdl },
    /** The subgraph goes away; what it had open is lost. */
    goAway: () => {
      isDown = true;
      for (const reader of readers) reader.lose();
      readers.clear();
    },
    comeBack: () => {
      isDown = false;
    },
  };
}

function withMarks(events: AsyncIterable<SourceResult>): AsyncIterable<SourceResult> {
  return mapEvents(events, undefined, async (event) => {
    const payload = event.data && (Object.values(event.data)[0] as Payload | undefined);
    return payload ? { ...event, extensions: { cursor: payload.cursor, change: payload.change } } : event;
  });
}

const cursorAt = (position: number) => `at-${position}`;

class Reader implements AsyncIterableIterator<Payload> {
  #position: number;
  #greet = true;
  #resync: boolean;
  #over = false;
  #lost = false;
  #wake: () => void = () => {};

  constructor(
    readonly log: readonly string[],
    after: string | undefined,
    replayMax: number,
    readonly onEnd: () => void,
  ) {
    this.#position = after ? Number(after.slice(3)) : log.length;
    this.#resync = log.length - this.#position > replayMax;
  }

  wake(): void {
    this.#wake();
  }

  lose(): void {
    this.#lost = true;
    this.#wake();
  }

  async next(): Promise<IteratorResult<Payload, undefined>> {
    for (;;) {
      if (this.#lost) throw new Error('connection reset');
      if (this.#over) return { done: true, value: undefined };
      if (this.#greet && !this.#resync) {
        this.#greet = false;
        return this.#value('SUBSCRIBED', null);
      }
      if (this.#resync) {
        // In place of the greeting.
        [this.#greet, this.#resync] = [false, false];
        this.#position = this.log.length;
        return this.#value('RESYNC', null);
      }
      const id = this.log[this.#position];
      if (id !== undefined) {
        this.#position += 1;
        return this.#value('PLACED', { id, buyer: { id: `b${id}` } });
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #value(change: string, order: Payload['order']): IteratorResult<Payload, undefined> {
    return { done: false, value: { cursor: cursorAt(this.#position), change, order } };
  }

  async return(): Promise<IteratorResult<Payload, undefined>> {
    this.#over = true;
    this.#wake();
    this.onEnd();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** Writes down what it hears. */
export class Ear implements LiveListener {
  readonly updates: LiveUpdate[] = [];
  readonly ends: unknown[] = [];

  next(update: LiveUpdate): void {
    if (this.ends.length > 0) throw new Error('An update after the end');
    this.updates.push(update);
  }

  error(errors: readonly unknown[]): void {
    this.ends.push(errors);
  }

  complete(): void {
    this.ends.push('complete');
  }

  /** The answers, parsed. */
  get answers(): { data: { orderPlaced: Payload }; extensions: Record<string, string> }[] {
    return this.updates.map(({ bytes }) => JSON.parse(bytes.toString()));
  }

  /** The ids of orders in the order in which they were heard, greetings left out. */
  get ids(): string[] {
    return this.answers.flatMap(({ data }) => data.orderPlaced.order?.id ?? []);
  }

  get last(): string | undefined {
    return this.updates.at(-1)?.cursor;
  }
}
