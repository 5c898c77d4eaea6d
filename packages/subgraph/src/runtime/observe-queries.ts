import type { DatabaseOptions, QueryEvent } from '@lastmile/database/database';
import { noMetrics } from '@lastmile/telemetry/metrics';
import { noTracer } from '@lastmile/telemetry/trace';
import type { Platform } from './platform.ts';

/** How long a statement may take before the log tells of it. */
const slowQueryMs = 1_000;

const verbOf = (text: string) => /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? 'SQL';

/** Statements as metrics, slow ones in the log. With metrics and traces switched off nothing stands around a statement. */
export function observeQueries(
  platform: Pick<Platform, 'metrics' | 'tracer' | 'log'>,
  domain: string,
): Pick<DatabaseOptions<object>, 'observe' | 'onSlowQuery'> {
  if (platform.metrics === noMetrics && platform.tracer === noTracer) return {};
  const seconds = platform.metrics.histogram({
    name: 'database_query_seconds',
    help: 'How long statements took',
    labels: ['domain'],
  });
  return {
    observe: ({ text, name, durationMs, error }) => {
      seconds.observe({ domain }, durationMs / 1_000);
      platform.tracer.past(
        name ?? verbOf(text),
        { 'db.system.name': 'postgresql', 'db.namespace': domain, 'db.query.text': text.slice(0, 500) },
        durationMs,
        error,
      );
    },
    onSlowQuery: {
      thresholdMs: slowQueryMs,
      report: ({ text, name, durationMs }: QueryEvent) =>
        platform.log.warn('A statement was slow', {
          domain,
          statement: name ?? text.slice(0, 200),
          durationMs,
        }),
    },
  };
}
