import { createRequire } from 'node:module';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { startTracing } from './start-tracing.ts';
import type { Tracer } from './trace.ts';

const load = createRequire(import.meta.url);

/** A span that has ended, as a test wants to see it. */
export interface RecordedSpan {
  service: string;
  name: string;
  kind: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  attributes: Record<string, unknown>;
  failed: boolean;
}

export interface RecordedTraces {
  tracer: Tracer;
  /** All spans that have ended since the start or the last `clear`, in the order of their ends. */
  spans(): RecordedSpan[];
  clear(): void;
}

/** A tracer for tests that keeps its spans in memory. */
export function recordTraces(service: string): RecordedTraces {
  const { InMemorySpanExporter } = load(
    '@opentelemetry/sdk-trace-node',
  ) as typeof import('@opentelemetry/sdk-trace-node');
  const exporter = new InMemorySpanExporter();
  return {
    tracer: startTracing({ service, sampleRatio: 1, exporter }),
    spans: () => exporter.getFinishedSpans().map(recorded),
    clear: () => exporter.reset(),
  };
}

const KINDS = ['internal', 'server', 'client', 'producer', 'consumer'];
const FAILED = 2;

function recorded(span: ReadableSpan): RecordedSpan {
  const { traceId, spanId } = span.spanContext();
  return {
    service: String(span.resource.attributes['service.name']),
    name: span.name,
    kind: KINDS[span.kind] ?? 'internal',
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    attributes: { ...span.attributes },
    failed: span.status.code === FAILED,
  };
}
