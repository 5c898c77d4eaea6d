import { newId } from '@lastmile/kernel/id';
import type { EventDefinition } from './define-event.ts';
import { type EventIds, eventIdNames, type NewEvent } from './envelope.ts';
import type { Query } from './query.ts';

/** What led to the events of a transaction. */
export interface EventMeta {
  readonly correlationId: string;
  /** The id of the event that was being handled. */
  readonly causationId?: string | undefined;
  readonly actorId?: string | undefined;
  /** W3C trace context of the writing transaction. */
  readonly traceparent?: string | undefined;
}

export interface AppendedEvent {
  // biome-ignore lint/suspicious/noExplicitAny: events of any data side by side; the schema checks each
  readonly definition: EventDefinition<any, string>;
  readonly event: NewEvent<unknown>;
  /** Where it differs from the transaction's, e.g. when several handled events share one. */
  readonly meta?: Partial<EventMeta> | undefined;
}

/** An event that its own definition does not allow: a fault in the code that appends it. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
}

/**
 * Heads are locked in the order of topic and key, whatever order the events come in, so that two transactions never
 * wait for each other. `ordinal` is given after the locks are held: within a stream it follows the sequence, which is
 * what the sequencer sorts by.
 */
const APPEND = `
WITH given AS MATERIALIZED (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY
    AS given(topic, key, type, envelope, n)
), bumped AS (
  INSERT INTO messaging.stream_heads AS head (topic, key, sequence)
  SELECT topic COLLATE "C", key COLLATE "C", count(*) FROM given GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (topic, key) DO UPDATE SET sequence = head.sequence + excluded.sequence
  RETURNING topic, key, sequence
), placed AS (
  SELECT given.*, bumped.sequence - count(*) OVER (PARTITION BY topic, key)
    + row_number() OVER (PARTITION BY topic, key ORDER BY n) AS sequence
  FROM given JOIN bumped USING (topic, key)
)
INSERT INTO messaging.pending_events (topic, key, sequence, type, envelope)
SELECT topic, key, sequence, type, envelope::json FROM placed ORDER BY n`;

const APPEND_ONE = `
WITH bumped AS MATERIALIZED (
  INSERT INTO messaging.stream_heads AS head (topic, key, sequence) VALUES ($1, $2, 1)
  ON CONFLICT (topic, key) DO UPDATE SET sequence = head.sequence + 1
  RETURNING sequence
)
INSERT INTO messaging.pending_events (topic, key, sequence, type, envelope)
SELECT $1, $2, sequence, $3, $4::json FROM bumped`;

/** Events in one statement; more would make one text of many megabytes. */
const CHUNK = 5_000;

/**
 * Appends events in the transaction of `query`: their streams' heads stay locked until it ends, so call it once and
 * late. Events of one stream keep the order they are given in. Throws `InvalidEvent` before anything is written.
 */
export async function appendEvents(
  query: Query,
  domain: string,
  events: readonly AppendedEvent[],
  meta: EventMeta,
): Promise<void> {
  const rows = events.map((event) => toRow(domain, event, meta));
  const [only] = rows;
  if (only && rows.length === 1) {
    await query(APPEND_ONE, [only.topic, only.key, only.type, only.envelope]);
    return;
  }
  // Across chunks the order of locks must hold as well; the sort is stable, so streams keep theirs.
  if (rows.length > CHUNK) rows.sort(byStream);
  for (let from = 0; from < rows.length; from += CHUNK) {
    const chunk = rows.slice(from, from + CHUNK);
    await query(APPEND, [
      chunk.map((row) => row.topic),
      chunk.map((row) => row.key),
      chunk.map((row) => row.type),
      chunk.map((row) => row.envelope),
    ]);
  }
}

interface Row {
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  /** JSON without what only the database knows: sequence, position, epoch, recordedat. */
  readonly envelope: string;
}

const bytes = new TextEncoder();

function byStream(a: Row, b: Row): number {
  if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1;
  return a.key === b.key ? 0 : Buffer.compare(bytes.encode(a.key), bytes.encode(b.key));
}

function toRow(domain: string, { definition, event, meta: own }: AppendedEvent, meta: EventMeta): Row {
  const fault = faultOf(domain, definition, event);
  if (fault) throw new InvalidEvent(`${definition.type} was not appended: ${fault}.`);
  const parsed = definition.schema.safeParse(event.data);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `data.${path.join('.')}: ${message}`);
    throw new InvalidEvent(`${definition.type} was not appended: ${issues.join(', ')}.`);
  }
  const { correlationId, causationId, actorId, traceparent } = own ? { ...meta, ...own } : meta;
  const envelope = {
    specversion: '1.0',
    id: newId(),
    source: `/lastmile/${domain}`,
    type: definition.type,
    subject: event.subject,
    time: event.time.toISOString(),
    datacontenttype: 'application/json',
    partitionkey: event.key,
    correlationid: correlationId,
    causationid: causationId,
    bulkid: event.bulkid,
    actorid: actorId,
    traceparent,
    ...idsOf(event.ids),
    data: parsed.data,
  };
  const text = JSON.stringify(envelope);
  const unfit = unfitText(text);
  if (unfit) throw new InvalidEvent(`${definition.type} was not appended: ${unfit}.`);
  return { topic: definition.topic, key: event.key, type: definition.type, envelope: text };
}

/** Kafka's default limit is 1 MB per batch; whatever is near it does not belong into an event. */
const CHARACTERS_MAX = 250_000;
/** NUL, and half of a surrogate pair: PostgreSQL takes neither, and would only say so when the event gets its position. */
const UNKEEPABLE = /(?:^|[^\\])(?:\\\\)*\\u(?:0000|d[89a-f][\da-f]{2})/;

function unfitText(text: string): string | undefined {
  if (text.length > CHARACTERS_MAX) {
    return `it is ${text.length} characters long, and ${CHARACTERS_MAX} are allowed; say which ids changed, not all there is`;
  }
  return UNKEEPABLE.test(text) ? 'it holds a NUL or half a surrogate pair, which cannot be kept' : undefined;
}

function faultOf(domain: string, definition: EventDefinition, event: NewEvent<unknown>): string | undefined {
  if (definition.domain !== domain) return `it belongs to ${definition.domain}, and this is ${domain}`;
  if (typeof event.key !== 'string' || event.key === '') return 'it has no key; give the ordering root’s id';
  if (typeof event.subject !== 'string' || event.subject === '') {
    return 'it has no subject; give the aggregate’s id';
  }
  if (!(event.time instanceof Date) || Number.isNaN(event.time.getTime())) return 'its time is no valid Date';
  const long = [event.key, event.subject, ...Object.values(event.ids ?? {})].find(
    (id) => (id?.length ?? 0) > ID_MAX,
  );
  if (long !== undefined) return `${long.slice(0, 20)}… is longer than an id may be (${ID_MAX} characters)`;
  const unknown = Object.keys(event.ids ?? {}).find((name) => !known.has(name));
  return unknown && `${unknown} is none of the envelope’s ids (${eventIdNames.join(', ')})`;
}

/** What fits into an index, with room. */
const ID_MAX = 200;

const known: ReadonlySet<string> = new Set(eventIdNames);

/** Absent ids are left out; a domain may pass what its row holds, null included. */
function idsOf(ids: EventIds | undefined): Record<string, string> {
  const present: Record<string, string> = {};
  for (const [name, value] of Object.entries(ids ?? {})) {
    if (value !== undefined && value !== null) present[name] = value;
  }
  return present;
}
