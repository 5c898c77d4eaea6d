import { badInput } from '@lastmile/kernel/refusal';
import type { FeedRequest } from './carrier.ts';
import type { EventEnvelope } from './envelope.ts';
import type { Query } from './query.ts';
import { readLog, readStream } from './read-log.ts';

export const FEED_LIMIT_MAX = 1_000;

/** A page of this domain's log. Throws BAD_INPUT for what cannot be asked for. */
export async function readFeed(query: Query, request: FeedRequest): Promise<EventEnvelope[]> {
  const { afterPosition, topics, stream, limit } = request;
  if (!Number.isSafeInteger(afterPosition) || afterPosition < 0) {
    throw badInput('afterPosition', 'a whole number from 0 is expected');
  }
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > FEED_LIMIT_MAX) {
    throw badInput('limit', `a whole number from 1 to ${FEED_LIMIT_MAX} is expected`);
  }
  if (!stream) {
    return (await readLog(query, { after: afterPosition, limit, topics })).map(({ event }) => event);
  }
  if (!Number.isSafeInteger(stream.afterSequence) || stream.afterSequence < 0) {
    throw badInput('stream.afterSequence', 'a whole number from 0 is expected');
  }
  const found = await readStream(query, { ...stream, limit });
  return found.map(({ event }) => event).filter(({ position }) => position > afterPosition);
}
