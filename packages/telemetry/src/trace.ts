import type { Log } from './log.ts';
import { startTracing } from './start-tracing.ts';

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** The part of the work that is being traced. */
export interface Span {
  set(attributes: SpanAttributes): void;
  /** Something that happened at a moment inside the span. */
  event(name: string, attributes?: SpanAttributes): void;
  /** Marks the span as failed although its work did not throw. */
  fail(error: unknown): void;
  /** W3C traceparent of this span, to be carried on; undefined when tracing is off. */
  readonly traceparent: string | undefined;
}

export interface SpanOptions {
  /** Default `internal`. */
  kind?: SpanKind;
  /** W3C traceparent that came in; without a valid one the current span is the parent. */
  parent?: string | undefined;
}

export interface Tracer {
  /** Runs `work` inside a span and gives back exactly what it gives: a promise for a promise, a value for a value. */
  span<T>(name: string, attributes: SpanAttributes, work: (span: Span) => T, options?: SpanOptions): T;
  /**
   * A span for something that has just ended, as part of the current one; nothing outside of a span, so that polling
   * fills no traces.
   */
  past(name: string, attributes: SpanAttributes, durationMs: number, error?: unknown): void;
  /** The current span as headers or envelope fields; empty outside of a span and when tracing is off. */
  inject(): { traceparent?: string };
  /** Sends what is still held back; after it nothing more is recorded. */
  close(): Promise<void>;
}

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
