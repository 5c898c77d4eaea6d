import type { Log } from '@lastmile/telemetry/log';
import type { MessagingTx } from './apply-events.ts';
import type { EventConsumer, Feed } from './event-consumer.ts';
import type { Handler } from './handler.ts';
import { type HandlerStart, saveBackfill } from './handler-starts.ts';
import { keepTrying } from './keep-trying.ts';
import type { Query } from './query.ts';

const PAGE = 500;

/**
 * Brings a projection that was added later, or whose carrier has forgotten the beginning, up to the end of the owner's
 * log. It runs beside the carrier: the inbox takes care of what comes both ways.
 */
export async function backfillProjection<Tx extends MessagingTx>(options: {
  readonly handler: Handler<never>;
  readonly start: HandlerStart;
  readonly consumer: EventConsumer<Tx>;
  readonly feed: Feed;
  readonly query: Query;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { handler, start, consumer, feed, query, log, signal } = options;
  const { source } = start;
  const topics = [...new Set(handler.on.filter((on) => on.domain === source).map(({ topic }) => topic))];
  const what = `reading the log of ${source} from its beginning for ${handler.name}`;
  let backfilled = start.backfilled;
  for (;;) {
    const page = await keepTrying({ what, log, signal }, () =>
      feed(source, { afterPosition: backfilled, topics, limit: PAGE }),
    );
    const events = page.map((event) => ({ topic: event.topic, event }));
    await consumer.applyAll(events, signal, [handler]);
    backfilled = page.at(-1)?.position ?? backfilled;
    const complete = page.length < PAGE;
    await keepTrying({ what, log, signal }, () =>
      saveBackfill(query, { handler: handler.name, source }, { backfilled, complete }),
    );
    if (complete) return;
  }
}
