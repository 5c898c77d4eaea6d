import type { Log } from '@lastmile/telemetry/log';
import { type Decision, decideEvent } from './decide-event.ts';
import type { EventEnvelope } from './envelope.ts';
import type { Handler } from './handler.ts';
import { type HandlerStream, type InboxEntry, lockInbox, saveInbox } from './inbox.ts';
import type { MessagingMetrics } from './messaging-metrics.ts';
import { parkEvent } from './parked-events.ts';
import type { Query } from './query.ts';
import type { LoggedEvent } from './read-log.ts';
import { streamName } from './stream.ts';

/** A transaction of the consuming domain: at least its connection's `query`. */
export interface MessagingTx {
  readonly query: Query;
}

/** What applying needs of the domain. */
export interface Applying<Tx extends MessagingTx> {
  readonly domain: string;
  readonly handlers: readonly Handler<never>[];
  readonly transact: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  readonly apply: (handler: Handler<never>, tx: Tx, event: EventEnvelope) => Promise<void>;
  /** When a handler was first started on the log of a domain. */
  readonly startedAt: (handler: string, source: string) => Date;
  readonly log: Log;
  readonly metrics: MessagingMetrics;
  /** Told of each event that is parked, before the commit. */
  readonly onParked: (handler: Handler<never>, event: EventEnvelope, reason: string) => void;
}

/** An event's data is not what its definition promises. */
export class UnexpectedData extends Error {
  override readonly name = 'UnexpectedData';
}

export function sourceOf(event: EventEnvelope): string {
  return event.type.slice(0, event.type.indexOf('.'));
}

/** The handlers that hear a topic; each sees all of its events, since it counts them. */
export function handlersOf(handlers: readonly Handler<never>[], topic: string): Handler<never>[] {
  return handlers.filter(({ on }) => on.some((definition) => definition.topic === topic));
}

const parsed = new WeakMap<EventEnvelope, Map<unknown, EventEnvelope>>();

/** The event with its data as the definition's schema gives it; parsed once for all handlers. */
export function parseEvent(handler: Pick<Handler<never>, 'on'>, event: EventEnvelope): EventEnvelope {
  const definition = handler.on.find(({ type }) => type === event.type);
  if (!definition) throw new UnexpectedData(`${event.type} is not among what this handler listens to`);
  const known = parsed.get(event)?.get(definition);
  if (known) return known;
  const result = definition.schema.safeParse(event.data);
  if (!result.success) {
    const issues = result.error.issues.map(({ path, message }) => `data.${path.join('.')}: ${message}`);
    throw new UnexpectedData(issues.join(', '));
  }
  const whole = { ...event, data: result.data };
  const versions = parsed.get(event) ?? new Map();
  parsed.set(event, versions.set(definition, whole));
  return whole;
}

/** The rows that the events of a batch need, made where a handler may have to begin with the stream. */
export function inboxRowsOf<Tx extends MessagingTx>(
  { startedAt }: Applying<Tx>,
  handlers: readonly Handler<never>[],
  events: readonly LoggedEvent[],
): (HandlerStream & { create: boolean })[] {
  const wanted = new Map<string, HandlerStream & { create: boolean }>();
  for (const { topic, event } of events) {
    for (const handler of handlersOf(handlers, topic)) {
      const stream = { handler: handler.name, topic, key: event.partitionkey };
      const name = streamName(handler.name, stream);
      if (wanted.get(name)?.create) continue;
      const begun = startedAt(handler.name, sourceOf(event)).getTime();
      const create = handler.kind === 'projection' || Date.parse(event.recordedat) >= begun;
      wanted.set(name, { ...stream, create });
    }
  }
  return [...wanted.values()];
}

/** Decides under the lock and does what was decided; the entry is brought up to date, and saved by the caller. */
export async function applyUnderLock<Tx extends MessagingTx>(
  applying: Applying<Tx>,
  tx: Tx,
  handler: Handler<never>,
  { topic, event }: LoggedEvent,
  entry: InboxEntry,
): Promise<Decision> {
  const startedAt = applying.startedAt(handler.name, sourceOf(event));
  const decision = decideEvent({ handler, event, entry, startedAt, now: new Date() });
  if (decision.kind === 'park') {
    await parkEvent(tx.query, { handler: handler.name, topic }, event, decision.reason);
    entry.parked = true;
    applying.onParked(handler, event, decision.reason);
  }
  if (decision.kind === 'apply') await applying.apply(handler, tx, parseEvent(handler, event));
  if (decision.kind === 'apply' || decision.kind === 'pass') {
    entry.sequence = event.streamsequence;
    entry.epoch = event.epoch;
    entry.changed = true;
  }
  return decision;
}

export function countDecision(
  metrics: MessagingMetrics,
  { name }: Pick<Handler<never>, 'name'>,
  { kind }: Decision,
): void {
  if (kind === 'apply') metrics.applied(name, 'applied');
  if (kind === 'skip') metrics.applied(name, 'duplicate');
  if (kind === 'park') metrics.applied(name, 'parked');
}

/** How a batch went: `done` events are committed; the next one has to be taken by itself. */
export interface BatchOutcome {
  readonly done: number;
  readonly trouble: boolean;
}

/** A transaction of a batch ends after this, so that it does not hold rows for long that requests are waiting for. */
const BUDGET_MS = 250;

/**
 * Applies as many events as go well in one transaction, with all handlers on them. Throws what the database or the
 * network failed with; any other failure is told by the outcome, and nothing of it stays.
 */
export async function applyTogether<Tx extends MessagingTx>(
  applying: Applying<Tx>,
  handlers: readonly Handler<never>[],
  events: readonly LoggedEvent[],
  isPause: (error: unknown) => boolean,
): Promise<BatchOutcome> {
  let failedAt: number | undefined;
  try {
    return await applying.transact(async (tx) => {
      failedAt = undefined;
      const until = performance.now() + BUDGET_MS;
      const entries = await lockInbox(tx.query, inboxRowsOf(applying, handlers, events));
      let done = 0;
      let trouble = false;
      // Counted once it is certain that this attempt is the one that is committed.
      const applied: (() => void)[] = [];
      for (; done < events.length && !trouble; done += trouble ? 0 : 1) {
        if (done > 0 && performance.now() > until) break;
        failedAt = done;
        trouble = await applyToAll(applying, tx, handlers, events[done] as LoggedEvent, entries, applied);
      }
      failedAt = undefined;
      await saveInbox(tx.query, entries.values());
      for (const count of applied) count();
      return { done, trouble };
    });
  } catch (error) {
    if (isPause(error)) throw error;
    if (failedAt === 0 || events.length === 1) return { done: 0, trouble: true };
    // Nobody knows whose fault it was when the end of the transaction failed: halving finds it.
    const sound = failedAt ?? Math.ceil(events.length / 2);
    const before = await applyTogether(applying, handlers, events.slice(0, sound), isPause);
    return { done: before.done, trouble: before.trouble || before.done === failedAt };
  }
}

/** True when a handler has a gap, which is filled outside of this transaction; the others have gone on by then. */
async function applyToAll<Tx extends MessagingTx>(
  applying: Applying<Tx>,
  tx: Tx,
  handlers: readonly Handler<never>[],
  logged: LoggedEvent,
  entries: Map<string, InboxEntry>,
  applied: (() => void)[],
): Promise<boolean> {
  const { topic, event } = logged;
  for (const handler of handlersOf(handlers, topic)) {
    const entry = entries.get(streamName(handler.name, { topic, key: event.partitionkey }));
    // No row: nothing of this stream came since the reaction was started.
    if (!entry) continue;
    const decision = await applyUnderLock(applying, tx, handler, logged, entry);
    if (decision.kind === 'gap') return true;
    applied.push(() => countDecision(applying.metrics, handler, decision));
  }
  return false;
}
