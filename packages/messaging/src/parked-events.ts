import type { EventEnvelope } from './envelope.ts';
import type { HandlerStream } from './inbox.ts';
import type { Query } from './query.ts';

/** An event that a handler could not apply, or that came after one in the same stream. */
export interface ParkedEvent extends HandlerStream {
  readonly sequence: number;
  readonly epoch: number;
  readonly reason: string;
  /** How often it was tried by hand since. */
  readonly attempts: number;
  readonly parkedAt: Date;
  readonly event: EventEnvelope;
}

export interface ParkedFilter {
  readonly handler?: string;
  readonly topic?: string;
  readonly key?: string;
  /** 100 unless given. */
  readonly limit?: number;
}

interface ParkedRow {
  handler: string;
  topic: string;
  key: string;
  sequence: string;
  epoch: number;
  reason: string;
  attempts: number;
  parked_at: string;
  envelope: string;
}

/** In the order of handler and stream, the oldest of each stream first. */
export async function listParked(query: Query, filter: ParkedFilter = {}): Promise<ParkedEvent[]> {
  const rows = await query<ParkedRow>(
    `SELECT handler, topic, key, sequence::text, epoch, reason, attempts, envelope::text,
       extract(epoch FROM parked_at)::text AS parked_at
     FROM messaging.parked_events
     WHERE generation = 1 AND ($1::text IS NULL OR handler = $1) AND ($2::text IS NULL OR topic = $2)
       AND ($3::text IS NULL OR key = $3)
     ORDER BY handler, topic, key, epoch, parked_events.sequence LIMIT $4`,
    [filter.handler ?? null, filter.topic ?? null, filter.key ?? null, filter.limit ?? 100],
  );
  return rows.map(({ parked_at, envelope, sequence, ...row }) => ({
    ...row,
    sequence: Number(sequence),
    parkedAt: new Date(Number(parked_at) * 1_000),
    event: JSON.parse(envelope) as EventEnvelope,
  }));
}

/** Parks an event in the transaction of `query`; one that is parked already stays as it is. */
export async function parkEvent(
  query: Query,
  { handler, topic }: Pick<HandlerStream, 'handler' | 'topic'>,
  event: EventEnvelope,
  reason: string,
): Promise<boolean> {
  const rows = await query(
    `INSERT INTO messaging.parked_events (handler, topic, key, sequence, epoch, reason, envelope)
     VALUES ($1, $2, $3, $4, $5, $6, $7::json) ON CONFLICT DO NOTHING RETURNING 1`,
    [
      handler,
      topic,
      event.partitionkey,
      event.streamsequence,
      event.epoch,
      reason.replaceAll('\0', '').slice(0, 2_000),
      JSON.stringify(event),
    ],
  );
  return rows.length > 0;
}

export async function unparkEvent(query: Query, stream: HandlerStream, event: EventEnvelope): Promise<void> {
  await query(
    `DELETE FROM messaging.parked_events WHERE handler = $1 AND generation = 1 AND topic = $2 AND key = $3
       AND epoch = $4 AND sequence = $5`,
    [stream.handler, stream.topic, stream.key, event.epoch, event.streamsequence],
  );
}

export async function noteFailedRetry(
  query: Query,
  stream: HandlerStream,
  event: EventEnvelope,
  reason: string,
): Promise<void> {
  await query(
    `UPDATE messaging.parked_events SET attempts = attempts + 1, reason = $6
     WHERE handler = $1 AND generation = 1 AND topic = $2 AND key = $3 AND epoch = $4 AND sequence = $5`,
    [stream.handler, stream.topic, stream.key, event.epoch, event.streamsequence, reason.slice(0, 2_000)],
  );
}

export async function countParked(query: Query): Promise<number> {
  const [row] = await query<{ count: number }>('SELECT count(*)::int AS count FROM messaging.parked_events');
  return row?.count ?? 0;
}
