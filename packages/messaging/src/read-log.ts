import { type EventEnvelope, type EventIds, eventIdNames } from './envelope.ts';
import type { Query } from './query.ts';

interface LogRow {
  position: unknown;
  epoch: number;
  sequence: unknown;
  recordedat: string;
  topic: string;
  envelope: string;
}

/** An event of the log with the topic it belongs to. */
export interface LoggedEvent {
  readonly topic: string;
  readonly event: EventEnvelope;
}

/** The envelope as text: pools differ in what they make of json, int8 and timestamptz. */
const COLUMNS = `position::text, epoch, sequence::text, topic, envelope::text,
  to_char(recordedat AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS recordedat`;

function toLogged(row: LogRow): LoggedEvent {
  const event: EventEnvelope = {
    ...JSON.parse(row.envelope),
    topic: row.topic,
    recordedat: row.recordedat,
    streamsequence: Number(row.sequence),
    epoch: row.epoch,
    position: Number(row.position),
  };
  return { topic: row.topic, event };
}

export interface LogHead {
  readonly epoch: number;
  /** The last position given; 0 for an empty log. */
  readonly position: number;
}

export async function readHead(query: Query): Promise<LogHead> {
  const [head] = await query<{ position: string; epoch: number }>(
    'SELECT position::text, epoch FROM messaging.log_head',
  );
  if (!head) throw new Error('messaging.log_head is empty: run the migrations of prisma/messaging.');
  return { epoch: head.epoch, position: Number(head.position) };
}

/** Events after a position, in order, at most `limit`; of all topics unless some are named. */
export async function readLog(
  query: Query,
  { after, limit, topics }: { after: number; limit: number; topics?: readonly string[] | undefined },
): Promise<LoggedEvent[]> {
  const rows = await query<LogRow>(
    `SELECT ${COLUMNS} FROM messaging.event_log
     WHERE position > $1 AND ($3::text[] IS NULL OR topic = ANY ($3)) ORDER BY event_log.position LIMIT $2`,
    [after, limit, topics ?? null],
  );
  return rows.map(toLogged);
}

/** Events of one stream after a sequence, in order. */
export async function readStream(
  query: Query,
  { topic, key, afterSequence, limit }: { topic: string; key: string; afterSequence: number; limit: number },
): Promise<LoggedEvent[]> {
  const rows = await query<LogRow>(
    `SELECT ${COLUMNS} FROM messaging.event_log
     WHERE topic = $1 AND key = $2 AND sequence > $3 ORDER BY event_log.sequence LIMIT $4`,
    [topic, key, afterSequence, limit],
  );
  return rows.map(toLogged);
}

export interface MatchRequest {
  readonly types: readonly string[];
  readonly subject?: { readonly name: keyof EventIds; readonly id: string } | undefined;
  readonly includeBulk: boolean;
  /** Exclusive. */
  readonly after: number;
  /** Inclusive. */
  readonly upTo: number;
  readonly limit: number;
}

/** What a live subscription has missed, by index. */
export async function readMatching(query: Query, request: MatchRequest): Promise<EventEnvelope[]> {
  const { types, subject, includeBulk, after, upTo, limit } = request;
  const conditions = ['position > $1', 'position <= $2', 'type = ANY ($3)'];
  const values: unknown[] = [after, upTo, types, limit];
  if (subject) {
    if (!eventIdNames.includes(subject.name))
      throw new Error(`${subject.name} is none of the envelope’s ids`);
    conditions.push(`${subject.name} = $5`);
    values.push(subject.id);
  } else if (!includeBulk) conditions.push('NOT bulk');
  const rows = await query<LogRow>(
    `SELECT ${COLUMNS} FROM messaging.event_log WHERE ${conditions.join(' AND ')} ORDER BY event_log.position LIMIT $4`,
    values,
  );
  return rows.map((row) => toLogged(row).event);
}
