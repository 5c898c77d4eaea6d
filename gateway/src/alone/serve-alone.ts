import type { Log } from '@lastmile/telemetry/log';
import type { Metrics } from '@lastmile/telemetry/metrics';
import type { Tracer } from '@lastmile/telemetry/trace';
import type { GatewaySettings } from '../config.ts';
import { createEdge, type Edge, loadSupergraph } from '../create-edge.ts';
import type { AloneOptions } from './alone-options.ts';
import { foreignSources } from './foreign-sources.ts';
import { forwardHeaders } from './forward-headers.ts';

export interface AlonePlatform {
  readonly settings: GatewaySettings;
  readonly options: AloneOptions;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
}

/**
 * The gateway without the provider: any Federation 2 supergraph over plain HTTP subgraphs. It is ready as soon as it
 * answers; whether subgraphs can be reached is found out when they are asked. Throws when there is no supergraph.
 */
export async function serveAlone({ settings, options, log, metrics, tracer }: AlonePlatform): Promise<Edge> {
  const supergraph = await loadSupergraph({ settings, log });
  warnOfPlaces(supergraph.current.planner.subgraphs, options, log);
  supergraph.onChange(({ planner }) => warnOfPlaces(planner.subgraphs, options, log));
  return createEdge({
    ...{ settings, supergraph, log, metrics, tracer },
    sources: foreignSources({ ...options, log, metrics, compressed: settings.subgraphsCompress }),
    queryMs: options.timeoutMs,
    // A foreign subgraph greets nobody who joins: who comes late would miss the state that it may begin with.
    joinLate: options.shareSubscriptions === 'always' ? 'always' : 'withCursors',
    identification: forwardHeaders(options.forward),
    ready: () => ({ ok: true }),
  });
}

/** A subgraph without an address answers nothing, and a name that is not there was perhaps meant otherwise. */
function warnOfPlaces(
  subgraphs: readonly { readonly name: string; readonly url: string }[],
  options: AloneOptions,
  log: Log,
): void {
  for (const { name, url } of subgraphs) {
    if (options.subgraphs.has(name) || URL.canParse(url)) continue;
    log.warn(`The subgraph ${name} has no URL: say --subgraph ${name}=http://…`);
  }
  const known = new Set(subgraphs.map(({ name }) => name));
  for (const name of [...options.subgraphs.keys(), ...options.subscriptions.keys()])
    if (!known.has(name)) log.warn(`The supergraph has no subgraph ${name}`, { has: [...known].join(', ') });
}
