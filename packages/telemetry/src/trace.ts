import type { Log } from './log.ts';
import type { Span, SpanAttributes, Tracer } from './span.ts';
import { startTracing } from './start-tracing.ts';

export type { Span, SpanAttributes, SpanKind, SpanOptions, Tracer } from './span.ts';

export interface TracerOptions {
  service: string;
  /** OTLP/HTTP collector, e.g. `http://jaeger:4318`; `/v1/traces` is added to a bare address. Absent: no traces. */
  endpoint?: string | undefined;
  /** Share of the traces begun here that is recorded, 0 to 1; a parent's decision is followed. Default 1. */
  sampleRatio?: number;
  /** Told, at most once a minute, that the collector does not take the spans. */
  log?: Log;
}

const nothing = () => {};

const noSpan: Span = Object.freeze({ set: nothing, event: nothing, fail: nothing, traceparent: undefined });
const noHeaders: { traceparent?: string } = Object.freeze({});

/** Tracing switched off: calls `work` directly, with no promise, no context and no allocation of its own. */
export const noTracer: Tracer = Object.freeze({
  span: <T>(_name: string, _attributes: SpanAttributes, work: (span: Span) => T): T => work(noSpan),
  past: nothing,
  inject: () => noHeaders,
  close: () => Promise.resolve(),
});

/** Throws a `TypeError` for an endpoint that is no http(s) URL or a ratio outside of 0 to 1. */
export function createTracer(options: TracerOptions): Tracer {
  if (options.endpoint === undefined || options.endpoint === '') return noTracer;
  const ratio = options.sampleRatio ?? 1;
  if (!(ratio >= 0 && ratio <= 1)) {
    throw new TypeError(`The share of traces to record is ${ratio}; it must be between 0 and 1.`);
  }
  return startTracing({
    service: options.service,
    sampleRatio: ratio,
    url: tracesUrl(options.endpoint),
    log: options.log,
  });
}

function tracesUrl(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(
      `The trace endpoint "${endpoint}" is not an http(s) URL such as http://localhost:4318.`,
    );
  }
  if (url.pathname === '/') url.pathname = '/v1/traces';
  return url.href;
}
