import * as prometheus from 'prom-client';

/** Values of labels by name; a label may be left out where the metric declares none. */
export type Labels<L extends string> = Readonly<Record<L, string>>;

export interface MetricSpec<L extends string> {
  /** Without the prefix, unit and `_total` included: `deliveries_total`. */
  name: string;
  help: string;
  labels?: readonly L[];
}

export interface HistogramSpec<L extends string> extends MetricSpec<L> {
  /** Upper bounds, ascending; default from 1 ms to 10 s, in seconds. */
  buckets?: readonly number[];
}

export interface GaugeSpec<L extends string> extends MetricSpec<L> {
  /** Called at each scrape to bring the gauge up to date. */
  collect?: (gauge: Gauge<L>) => void | Promise<void>;
}

export interface Counter<L extends string> {
  /** Adds `by` (default 1, never negative). */
  add(labels: Labels<L>, by?: number): void;
}

export interface Gauge<L extends string> {
  set(labels: Labels<L>, value: number): void;
  add(labels: Labels<L>, by?: number): void;
}

export interface Histogram<L extends string> {
  observe(labels: Labels<L>, value: number): void;
  /** Starts a clock; the returned function observes the seconds since, with the labels that are known by then. */
  start(): (labels: Labels<L>) => void;
}

export interface Metrics {
  /** The factories give the same object for the same name, and throw when kind or labels differ. */
  counter<const L extends string = never>(spec: MetricSpec<L>): Counter<L>;
  gauge<const L extends string = never>(spec: GaugeSpec<L>): Gauge<L>;
  histogram<const L extends string = never>(spec: HistogramSpec<L>): Histogram<L>;
  /** What `/metrics` answers, in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

export interface MetricsOptions {
  /** The `service` label of every metric that does not declare a label of that name. */
  service: string;
  /** Default `lastmile_`. */
  prefix?: string;
  /** False gives `noMetrics`. */
  enabled?: boolean;
  /** CPU, memory, event loop and garbage collection of the process under their usual names. Default true. */
  processMetrics?: boolean;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface Made {
  shape: string;
  metric: unknown;
}

/** Metrics in a registry of their own, so that several services can live in one process. */
export function createMetrics(options: MetricsOptions): Metrics {
  if (options.enabled === false) return noMetrics;
  const registry = new prometheus.Registry();
  const prefix = options.prefix ?? 'lastmile_';
  registry.setDefaultLabels({ service: options.service });
  if (options.processMetrics !== false) prometheus.collectDefaultMetrics({ register: registry });
  const made = new Map<string, Made>();

  const once = <M>(kind: string, spec: MetricSpec<string>, make: (config: Config) => M): M => {
    const name = spec.name.startsWith(prefix) ? spec.name : prefix + spec.name;
    const labelNames = [...(spec.labels ?? [])];
    const shape = `${kind}(${[...labelNames].sort().join(', ')})`;
    const known = made.get(name);
    if (known === undefined) {
      const metric = make({ name, help: spec.help, labelNames, registers: [registry] });
      made.set(name, { shape, metric });
      return metric;
    }
    if (known.shape === shape) return known.metric as M;
    throw new TypeError(
      `Metric ${name} exists as ${known.shape} and was asked for as ${shape}; use another name.`,
    );
  };

  return {
    counter: (spec) => once('counter', spec, makeCounter),
    gauge: (spec) => once('gauge', spec, (config) => makeGauge(config, spec.collect)),
    histogram: (spec) => once('histogram', spec, (config) => makeHistogram(config, spec.buckets)),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

type Config = { name: string; help: string; labelNames: string[]; registers: prometheus.Registry[] };

function makeCounter<L extends string>(config: Config): Counter<L> {
  const counter = new prometheus.Counter(config);
  return { add: (labels, by = 1) => counter.inc(labels, by) };
}

function makeGauge<L extends string>(config: Config, collect?: GaugeSpec<L>['collect']): Gauge<L> {
  const gauge = new prometheus.Gauge({ ...config, ...(collect && { collect: () => collect(port) }) });
  const port: Gauge<L> = {
    set: (labels, value) => gauge.set(labels, value),
    add: (labels, by = 1) => gauge.inc(labels, by),
  };
  return port;
}

function makeHistogram<L extends string>(config: Config, buckets: readonly number[] = SECONDS): Histogram<L> {
  const histogram = new prometheus.Histogram({ ...config, buckets: [...buckets] });
  return {
    observe: (labels, value) => histogram.observe(labels, value),
    start: () => {
      const from = performance.now();
      return (labels) => histogram.observe(labels, (performance.now() - from) / 1_000);
    },
  };
}

const nothing = () => {};
const noCounter: Counter<string> = Object.freeze({ add: nothing });
const noGauge: Gauge<string> = Object.freeze({ set: nothing, add: nothing });
const noHistogram: Histogram<string> = Object.freeze({ observe: nothing, start: () => nothing });

/** Measures nothing and keeps nothing; every factory hands out one frozen object. */
export const noMetrics: Metrics = Object.freeze({
  counter: () => noCounter,
  gauge: () => noGauge,
  histogram: () => noHistogram,
  text: async () => '',
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
});
