import type { Query } from './query.ts';
import { type Stream, streamName } from './stream.ts';

/** What a handler knows of a stream, under the lock of its inbox row. */
export interface InboxEntry extends Stream {
  readonly handler: string;
  /** The last sequence applied; null before the first. */
  sequence: number | null;
  epoch: number;
  /** Whether events of this stream wait behind one that failed. */
  parked: boolean;
  changed: boolean;
}

export interface HandlerStream extends Stream {
  readonly handler: string;
}

interface EntryRow {
  handler: string;
  topic: string;
  key: string;
  sequence: string | null;
  epoch: number;
  parked: boolean;
}

/** In one order for everybody, so that two members of a group wait for each other at most once. */
const LOCK = `
  SELECT inbox.handler, inbox.topic, inbox.key, inbox.sequence::text, inbox.epoch, EXISTS (
    SELECT FROM messaging.parked_events AS parked WHERE parked.handler = inbox.handler
      AND parked.generation = 1 AND parked.topic = inbox.topic AND parked.key = inbox.key) AS parked
  FROM messaging.inbox JOIN unnest($1::text[], $2::text[], $3::text[]) AS wanted(handler, topic, key)
    ON inbox.handler = wanted.handler AND inbox.generation = 1
      AND inbox.topic = wanted.topic AND inbox.key = wanted.key
  ORDER BY inbox.handler, inbox.topic, inbox.key FOR UPDATE OF inbox`;

const CREATE = `
  INSERT INTO messaging.inbox (handler, topic, key)
  SELECT * FROM (
    SELECT DISTINCT handler COLLATE "C" AS handler, topic COLLATE "C" AS topic, key COLLATE "C" AS key
    FROM unnest($1::text[], $2::text[], $3::text[]) AS wanted(handler, topic, key)
  ) AS wanted ORDER BY handler, topic, key ON CONFLICT DO NOTHING`;

const SAVE = `
  UPDATE messaging.inbox SET sequence = given.sequence, epoch = given.epoch
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::int[])
    AS given(handler, topic, key, sequence, epoch)
  WHERE inbox.handler = given.handler AND inbox.generation = 1
    AND inbox.topic = given.topic AND inbox.key = given.key`;

/**
 * Locks the rows of the given handlers and streams until the transaction ends, by `streamName`; makes those that are
 * not there and are asked for with `create`.
 */
export async function lockInbox(
  query: Query,
  wanted: readonly (HandlerStream & { readonly create: boolean })[],
): Promise<Map<string, InboxEntry>> {
  const entries = new Map<string, InboxEntry>();
  const lock = async (streams: readonly HandlerStream[]) => {
    for (const row of await query<EntryRow>(LOCK, columns(streams))) {
      const sequence = row.sequence === null ? null : Number(row.sequence);
      entries.set(streamName(row.handler, row), { ...row, sequence, changed: false });
    }
  };
  await lock(wanted);
  const missing = wanted.filter(
    (stream) => stream.create && !entries.has(streamName(stream.handler, stream)),
  );
  if (missing.length > 0) {
    await query(CREATE, columns(missing));
    await lock(missing);
  }
  return entries;
}

export async function saveInbox(query: Query, entries: Iterable<InboxEntry>): Promise<void> {
  const changed = [...entries].filter((entry) => entry.changed);
  if (changed.length === 0) return;
  await query(SAVE, [
    ...columns(changed),
    changed.map((entry) => entry.sequence),
    changed.map((entry) => entry.epoch),
  ]);
}

function columns(streams: readonly HandlerStream[]): string[][] {
  return [streams.map((s) => s.handler), streams.map((s) => s.topic), streams.map((s) => s.key)];
}
