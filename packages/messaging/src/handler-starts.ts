import type { Handler } from './handler.ts';
import type { Query } from './query.ts';

/** When a handler was first started on a domain's log, and how far it has read what was there before. */
export interface HandlerStart {
  readonly handler: string;
  /** The domain that owns the log. */
  readonly source: string;
  readonly startedAt: Date;
  /** The position up to which a projection has caught up by feed. */
  readonly backfilled: number;
  /** Nothing is left to catch up with: the carrier brings the rest. */
  readonly complete: boolean;
}

/** Domains whose events a handler listens to. */
export function sourcesOf(handler: Pick<Handler<never>, 'on'>): string[] {
  return [...new Set(handler.on.map(({ domain }) => domain))].sort();
}

/** Records the first start of each handler on each of its logs; later starts change nothing. */
export async function recordStarts(
  query: Query,
  handlers: readonly Handler<never>[],
): Promise<HandlerStart[]> {
  const wanted = handlers.flatMap((handler) =>
    sourcesOf(handler).map((source) => ({
      name: handler.name,
      source,
      complete: handler.kind === 'reaction',
    })),
  );
  const values = [wanted.map(({ name }) => name), wanted.map(({ source }) => source)];
  await query(
    `INSERT INTO messaging.handler_starts (handler, source, complete)
     SELECT * FROM unnest($1::text[], $2::text[], $3::bool[]) ON CONFLICT DO NOTHING`,
    [...values, wanted.map(({ complete }) => complete)],
  );
  const rows = await query<Omit<HandlerStart, 'startedAt' | 'backfilled'> & Record<'at' | 'upto', string>>(
    `SELECT handler, source, complete, backfilled::text AS upto, extract(epoch FROM started_at)::text AS at
     FROM messaging.handler_starts JOIN unnest($1::text[], $2::text[]) AS wanted(handler, source)
     USING (handler, source) ORDER BY handler, source`,
    values,
  );
  return rows.map(({ handler, source, complete, at, upto }) => ({
    ...{ handler, source, complete },
    // Whole milliseconds, downwards, as `recordedat` is written: an event of the same millisecond counts as later.
    startedAt: new Date(Math.floor(Number(at) * 1_000)),
    backfilled: Number(upto),
  }));
}

export async function saveBackfill(
  query: Query,
  { handler, source }: Pick<HandlerStart, 'handler' | 'source'>,
  progress: { readonly backfilled: number; readonly complete: boolean },
): Promise<void> {
  await query(
    `UPDATE messaging.handler_starts SET backfilled = greatest(backfilled, $3), complete = complete OR $4
     WHERE handler = $1 AND source = $2`,
    [handler, source, progress.backfilled, progress.complete],
  );
}
