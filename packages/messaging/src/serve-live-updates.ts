import { badInput } from '@lastmile/kernel/refusal';
import { type EventEnvelope, eventIdNames } from './envelope.ts';
import { readCursor, writeCursor } from './live-cursor.ts';
import { LiveSubscriber } from './live-subscriber.ts';
import type { LiveRequest, LiveUpdate, LiveUpdates } from './live-updates.ts';
import type { LogTail } from './log-tail.ts';
import type { Query } from './query.ts';
import { type LoggedEvent, type LogHead, readHead, readMatching } from './read-log.ts';

/** Matching events that a cursor brings back at most. */
export const REPLAY_MAX = 1_000;

/** Live updates of one domain: subscribers are found by subject, and replay and live meet at one position. */
export function createLiveUpdates(options: {
  readonly query: Query;
  readonly tail: Pick<LogTail, 'head' | 'subscribe'>;
}): LiveUpdates & { close(): void } {
  const { query, tail } = options;
  const bySubject = new Map<string, Set<LiveSubscriber>>();
  const unsubscribe = tail.subscribe((events) => deliver(bySubject, events));
  const all = new Set<LiveSubscriber>();
  const attach = (request: LiveRequest) => {
    const name = subjectName(request);
    const subscriber = new LiveSubscriber(request, () => tail.head());
    const group = bySubject.get(name) ?? new Set();
    bySubject.set(name, group.add(subscriber));
    all.add(subscriber);
    const detach = () => {
      all.delete(subscriber);
      group.delete(subscriber);
      if (group.size === 0 && bySubject.get(name) === group) bySubject.delete(name);
    };
    return { subscriber, detach };
  };

  return {
    subscribe: (request) => {
      // Now, so that a bad cursor is refused at the call and not at the first read.
      const after = checkRequest(request);
      let attached: LiveSubscriber | undefined;
      const updates = stream(query, tail, request, after, () => {
        const made = attach(request);
        attached = made.subscriber;
        return made;
      });
      return endable(updates, () => attached?.close());
    },
    get listening() {
      return all.size;
    },
    close: () => {
      unsubscribe();
      for (const subscriber of all) subscriber.close();
    },
  };
}

function checkRequest({ subject, after }: LiveRequest): LogHead | undefined {
  if (subject && !eventIdNames.includes(subject.name)) {
    throw badInput('subject', `events are not found by ${subject.name}`);
  }
  if (subject && !/^[\x21-\x7e]{1,200}$/.test(subject.id)) throw badInput('subject', 'this is not an id');
  return after === undefined || after === null ? undefined : readCursor(after);
}

const EVERYTHING = '';

function subjectName({ subject }: LiveRequest): string {
  return subject ? `${subject.name}:${subject.id}` : EVERYTHING;
}

function deliver(
  bySubject: ReadonlyMap<string, ReadonlySet<LiveSubscriber>>,
  events: readonly LoggedEvent[],
): void {
  if (bySubject.size === 0) return;
  for (const { event } of events) {
    for (const subscriber of bySubject.get(EVERYTHING) ?? []) subscriber.offer(event);
    for (const name of eventIdNames) {
      const id = event[name];
      if (id === undefined) continue;
      for (const subscriber of bySubject.get(`${name}:${id}`) ?? []) subscriber.offer(event);
    }
  }
}

/** A generator that waits for an event takes no notice of `return()` before the event comes; this one does. */
function endable(
  updates: AsyncGenerator<LiveUpdate, void, void>,
  end: () => void,
): AsyncGenerator<LiveUpdate, void, void> {
  const generator: AsyncGenerator<LiveUpdate, void, void> = {
    next: () => updates.next(),
    return: () => {
      end();
      return updates.return();
    },
    throw: (error) => {
      end();
      return updates.throw(error);
    },
    [Symbol.asyncIterator]: () => generator,
    [Symbol.asyncDispose]: async () => {
      await generator.return();
    },
  };
  return generator;
}

async function* stream(
  query: Query,
  tail: Pick<LogTail, 'head'>,
  request: LiveRequest,
  after: LogHead | undefined,
  attach: () => { subscriber: LiveSubscriber; detach: () => void },
): AsyncGenerator<LiveUpdate, void, void> {
  // In one tick: what the tail has handed out so far is behind the cursor, everything else reaches the subscriber.
  const from = tail.head();
  const { subscriber, detach } = attach();
  try {
    // Before the greeting: it would promise what cannot be kept, from a cursor that is none any more.
    const missed = after ? await readMissed(query, request, after, from) : [];
    if (missed) {
      yield { kind: 'SUBSCRIBED', cursor: writeCursor(after ?? from) };
      for (const event of missed) yield toUpdate(event);
      if (after) subscriber.skipTo(after.position);
    } else yield { kind: 'RESYNC', cursor: writeCursor(from) };
    for (;;) {
      const update = await subscriber.next();
      if (!update) return;
      yield update;
    }
  } finally {
    detach();
  }
}

/** What matched between the cursor and the place where the live part begins; undefined when that is too much. */
async function readMissed(
  query: Query,
  { on, subject, includeBulk }: LiveRequest,
  after: LogHead,
  from: LogHead,
): Promise<EventEnvelope[] | undefined> {
  if (after.epoch !== from.epoch) return undefined;
  if (after.position > from.position) {
    // Another replica may be ahead of this one; a cursor ahead of the log itself comes from another log.
    return after.position > (await readHead(query)).position ? undefined : [];
  }
  if (after.position === from.position) return [];
  const events = await readMatching(query, {
    ...{ types: on.map(({ type }) => type), subject, includeBulk: includeBulk ?? false },
    ...{ after: after.position, upTo: from.position, limit: REPLAY_MAX + 1 },
  });
  return events.length > REPLAY_MAX ? undefined : events;
}

function toUpdate(event: EventEnvelope): LiveUpdate {
  return { kind: 'EVENT', cursor: writeCursor(event), event };
}
