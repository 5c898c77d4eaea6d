import { createRequire } from 'node:module';
import type { Context, ContextManager, Span as OtelSpan } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { Log } from './log.ts';
import { redactText } from './redact.ts';
import type { Span, SpanAttributes, SpanKind, SpanOptions, Tracer } from './span.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

// OpenTelemetry takes about 150 ms to load; a process that does not trace does not pay for it.
const load = createRequire(import.meta.url);
const api = () => load('@opentelemetry/api') as typeof import('@opentelemetry/api');
const sdk = () => load('@opentelemetry/sdk-trace-node') as typeof import('@opentelemetry/sdk-trace-node');

export interface TracingOptions {
  service: string;
  sampleRatio: number;
  /** Full OTLP/HTTP address; not needed when an exporter is given. */
  url?: string;
  /** Gets every span as it ends, instead of batches going to `url`. */
  exporter?: SpanExporter;
  log?: Log | undefined;
}

/** One per process: what runs in one process for several services is one trace. */
let contexts: ContextManager | undefined;

function processContexts(): ContextManager {
  if (contexts === undefined) {
    const { AsyncLocalStorageContextManager } = load(
      '@opentelemetry/context-async-hooks',
    ) as typeof import('@opentelemetry/context-async-hooks');
    contexts = new AsyncLocalStorageContextManager().enable();
  }
  return contexts;
}

/** A tracer that records. Nothing is registered globally, so tests and services do not disturb each other. */
export function startTracing(options: TracingOptions): Tracer {
  const { trace, ROOT_CONTEXT, SpanStatusCode, SpanKind: Kind } = api();
  const manager = processContexts();
  const provider = createProvider(options);
  const tracer = provider.getTracer('lastmile');
  const kinds = spanKinds(Kind);

  const parentOf = (header: string | undefined): Context => {
    const remote = parseTraceparent(header);
    if (remote === undefined) return manager.active();
    return trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true });
  };
  const fail = (span: OtelSpan, error: unknown) => {
    const known = error instanceof Error ? error : new Error(String(error));
    const message = redactText(known.message);
    const code = (known as { code?: unknown }).code;
    span.recordException({ name: known.name, message });
    if (code !== undefined) span.setAttribute('error.code', String(code));
    span.setStatus({ code: SpanStatusCode.ERROR, message });
  };

  function span<T>(
    name: string,
    attributes: SpanAttributes,
    work: (span: Span) => T,
    given?: SpanOptions,
  ): T {
    const parent = parentOf(given?.parent);
    const opened = tracer.startSpan(name, { kind: kinds[given?.kind ?? 'internal'], attributes }, parent);
    const port = spanPort(opened, fail);
    return manager.with(trace.setSpan(parent, opened), () => finish(opened, () => work(port), fail));
  }

  return {
    span,
    past: (name, attributes, durationMs, error) => {
      const parent = manager.active();
      if (trace.getSpanContext(parent) === undefined) return;
      const end = Date.now();
      const past = tracer.startSpan(
        name,
        { kind: Kind.CLIENT, attributes, startTime: end - durationMs },
        parent,
      );
      if (error !== undefined) fail(past, error);
      past.end(end);
    },
    inject: () => {
      const active = trace.getSpanContext(manager.active());
      return active === undefined ? {} : { traceparent: formatTraceparent(active) };
    },
    close: () =>
      // What is lost at the end are spans; the process still has to end in good order.
      provider.shutdown().catch((error) => options.log?.warn('the last traces were not sent', { error })),
  };
}

function spanKinds(kind: typeof import('@opentelemetry/api').SpanKind): Record<SpanKind, number> {
  return {
    internal: kind.INTERNAL,
    server: kind.SERVER,
    client: kind.CLIENT,
    producer: kind.PRODUCER,
    consumer: kind.CONSUMER,
  };
}

function createProvider(options: TracingOptions) {
  const { BasicTracerProvider, BatchSpanProcessor, SimpleSpanProcessor, ParentBasedSampler } = sdk();
  const { TraceIdRatioBasedSampler } = sdk();
  const { resourceFromAttributes } = load(
    '@opentelemetry/resources',
  ) as typeof import('@opentelemetry/resources');
  return new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': options.service, 'service.namespace': 'lastmile' }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.sampleRatio) }),
    spanProcessors: [
      options.exporter === undefined
        ? new BatchSpanProcessor(collectorExporter(options))
        : new SimpleSpanProcessor(options.exporter),
    ],
  });
}

const QUIET_MS = 60_000;

/** The collector may be away for hours: spans are dropped then, and the log hears of it once a minute. */
function collectorExporter({ url, log }: TracingOptions): SpanExporter {
  const { OTLPTraceExporter } = load(
    '@opentelemetry/exporter-trace-otlp-http',
  ) as typeof import('@opentelemetry/exporter-trace-otlp-http');
  const exporter = new OTLPTraceExporter({ ...(url === undefined ? {} : { url }), timeoutMillis: 5_000 });
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    export: (spans: ReadableSpan[], done) =>
      exporter.export(spans, (result) => {
        if (result.code !== 0 && performance.now() - toldAt > QUIET_MS) {
          toldAt = performance.now();
          log?.warn('traces are not taken by the collector', {
            url,
            dropped: spans.length,
            error: result.error,
          });
        }
        done(result);
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}

type Fail = (span: OtelSpan, error: unknown) => void;

function spanPort(span: OtelSpan, fail: Fail): Span {
  return {
    set: (attributes) => void span.setAttributes(attributes),
    event: (name, attributes) => void span.addEvent(name, attributes),
    fail: (error) => fail(span, error),
    traceparent: formatTraceparent(span.spanContext()),
  };
}

/** Ends the span when the work has ended, whether it is a value, a promise, or an error. */
function finish<T>(span: OtelSpan, work: () => T, fail: Fail): T {
  let result: T;
  try {
    result = work();
  } catch (error) {
    fail(span, error);
    span.end();
    throw error;
  }
  // Prisma's promises are thenables that begin when they are awaited.
  if (typeof (result as PromiseLike<unknown> | undefined)?.then !== 'function') {
    span.end();
    return result;
  }
  return (result as PromiseLike<unknown>).then(
    (value) => {
      span.end();
      return value;
    },
    (error) => {
      fail(span, error);
      span.end();
      throw error;
    },
  ) as T;
}
