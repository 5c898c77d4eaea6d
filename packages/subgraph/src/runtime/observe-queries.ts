import type { DatabaseOptions, QueryEvent } from '@lastmile/database/database';
import { noMetrics } from '@lastmile/telemetry/metrics';
import { noTracer } from '@lastmile/telemetry/trace';
import type { Platform } from './platform.ts';

/** How long a statement may take before the log tells of it. */
const slowQueryMs = 1_000;

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
    observe: (event) => seconds.observe({ domain }, event.durationMs / 1_000),
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
