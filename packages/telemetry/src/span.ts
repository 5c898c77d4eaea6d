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
