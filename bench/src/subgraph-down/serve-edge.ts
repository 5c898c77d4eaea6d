import { forwardHeaders } from '@lastmile/gateway/alone/forward-headers';
import { readGatewaySettings } from '@lastmile/gateway/config';
import { createEdge, loadSupergraph } from '@lastmile/gateway/create-edge';
import { remoteSources } from '@lastmile/gateway/remote-sources';
import { createLog } from '@lastmile/telemetry/log';
import { createMetrics, type Metrics } from '@lastmile/telemetry/metrics';
import { noTracer } from '@lastmile/telemetry/trace';
import { serveParent } from '../process/serve-parent.ts';

export interface BreakerChange {
  readonly subgraph: string;
  readonly state: string;
  readonly at: number;
}

/** The distributed gateway's way to subgraphs (time, retries, breakers, signatures), without identification. */
serveParent<{ supergraphPath: string; urls: Record<string, string>; queryMs: number }>(
  async ({ supergraphPath, urls, queryMs }) => {
    const settings = readGatewaySettings({ GATEWAY_SUPERGRAPH: supergraphPath, GATEWAY_PORT: '0' });
    const log = createLog({ service: 'gateway', level: 'warn' });
    const changes: BreakerChange[] = [];
    const metrics = hearing(createMetrics({ service: 'gateway' }), changes);
    const key = 'a key of the bench, which nobody checks';
    const places = new Map(Object.entries(urls).map(([name, url]) => [name, { url, key }]));
    const edge = await createEdge({
      ...{ settings, log, metrics, queryMs, tracer: noTracer },
      supergraph: await loadSupergraph({ settings, log }),
      sources: remoteSources(places, { metrics, queryMs }),
      identification: forwardHeaders([]),
      ready: () => ({ ok: true }),
    });
    return {
      ready: { url: await edge.listen() },
      answers: { changes: () => changes },
      stop: () => edge.stop(100),
    };
  },
);

/** The same metrics; when breakers changed is written down besides. */
function hearing(metrics: Metrics, changes: BreakerChange[]): Metrics {
  return {
    ...metrics,
    counter: (options) => {
      const counter = metrics.counter(options);
      if (options.name !== 'gateway_subgraph_breaker_changes_total') return counter;
      return {
        ...counter,
        add: (labels, value) => {
          const { subgraph, state } = labels as Record<string, string>;
          changes.push({ subgraph: String(subgraph), state: String(state), at: Date.now() });
          counter.add(labels, value);
        },
      };
    },
  };
}
