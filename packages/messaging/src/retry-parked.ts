import { Refusal } from '@lastmile/kernel/refusal';
import { type Applying, applyUnderLock, countDecision, type MessagingTx } from './apply-events.ts';
import type { Decision } from './decide-event.ts';
import type { EventEnvelope } from './envelope.ts';
import { describe, type Feed } from './event-consumer.ts';
import type { Handler } from './handler.ts';
import { lockInbox, saveInbox } from './inbox.ts';
import { listParked, noteFailedRetry, type ParkedEvent, unparkEvent } from './parked-events.ts';
import { type Stream, streamName } from './stream.ts';
import { isTransient } from './transient.ts';

export interface RetryOutcome {
  /** Events that had their effect now. */
  readonly applied: number;
  /** Whether the stream is whole again. */
  readonly drained: boolean;
  /** What the next one failed at. */
  readonly reason?: string;
}

/**
 * Applies the parked events of a stream in their order, each in a transaction of its own, and stops at the first that
 * fails again. New events of the stream queue up behind until it is drained. Throws NOT_FOUND for an unknown handler,
 * and what the database failed with.
 */
export async function retryParked<Tx extends MessagingTx>(
  applying: Applying<Tx>,
  feed: Feed,
  handlerName: string,
  stream: Stream,
): Promise<RetryOutcome> {
  const handler = applying.handlers.find(({ name }) => name === handlerName);
  if (!handler) {
    const names = applying.handlers.map(({ name }) => name).join(', ');
    throw new Refusal('NOT_FOUND', `${applying.domain} has no handler ${handlerName}; it has: ${names}.`);
  }
  let applied = 0;
  for (;;) {
    const next = await oldestParked(applying, handler, stream);
    if (!next) return { applied, drained: true };
    const result = await retryOne(applying, feed, handler, next);
    if (typeof result === 'string') return { applied, drained: false, reason: result };
    applied += result;
  }
}

async function oldestParked<Tx extends MessagingTx>(
  applying: Applying<Tx>,
  handler: Handler<never>,
  stream: Stream,
): Promise<ParkedEvent | undefined> {
  const filter = { handler: handler.name, topic: stream.topic, key: stream.key, limit: 1 };
  return (await applying.transact((tx) => listParked(tx.query, filter)))[0];
}

/** How many events were applied, or why none could be. */
async function retryOne<Tx extends MessagingTx>(
  applying: Applying<Tx>,
  feed: Feed,
  handler: Handler<never>,
  parked: ParkedEvent,
): Promise<number | string> {
  let event = parked.event;
  let count = 0;
  try {
    let decision = await applyParked(applying, handler, parked, event);
    if (decision.kind === 'gap') {
      const afterSequence = decision.expected - 1;
      const request = { topic: parked.topic, key: parked.key, afterSequence };
      for (const earlier of await feed(domainOf(parked), {
        afterPosition: 0,
        stream: request,
        limit: 1_000,
      })) {
        if (earlier.streamsequence >= parked.sequence) break;
        event = earlier;
        count += (await applyParked(applying, handler, parked, event)).kind === 'apply' ? 1 : 0;
      }
      event = parked.event;
      decision = await applyParked(applying, handler, parked, event);
    }
    if (decision.kind === 'gap') return await failed(`gap: ${decision.expected} is missing`);
    if (decision.kind === 'park') return await failed(decision.reason);
    return count + (decision.kind === 'apply' ? 1 : 0);
  } catch (error) {
    if (isTransient(error)) throw error;
    const where = event === parked.event ? '' : `at sequence ${event.streamsequence} of the gap before it: `;
    return await failed(where + describe(error));
  }

  async function failed(reason: string): Promise<string> {
    await applying.transact((tx) => noteFailedRetry(tx.query, parked, parked.event, reason));
    return reason;
  }
}

function domainOf({ topic }: Stream): string {
  return topic.split('.')[1] ?? '';
}

/** As if nothing of the stream were parked; what had its effect, or had it before, is parked no longer. */
function applyParked<Tx extends MessagingTx>(
  applying: Applying<Tx>,
  handler: Handler<never>,
  stream: ParkedEvent,
  event: EventEnvelope,
): Promise<Decision> {
  return applying.transact(async (tx) => {
    const entries = await lockInbox(tx.query, [{ ...stream, create: true }]);
    const entry = entries.get(streamName(stream.handler, stream));
    if (!entry) throw new Error(`The inbox row of ${stream.handler} is gone.`);
    entry.parked = false;
    const decision = await applyUnderLock(applying, tx, handler, { topic: stream.topic, event }, entry);
    if (decision.kind === 'gap' || decision.kind === 'park') return decision;
    await unparkEvent(tx.query, stream, event);
    await saveInbox(tx.query, [entry]);
    countDecision(applying.metrics, handler, decision);
    return decision;
  });
}
