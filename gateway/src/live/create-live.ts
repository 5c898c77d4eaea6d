import type { Server } from 'node:http';
import { type JoinLate, LiveStreams } from '@lastmile/federation/live/live-streams';
import type { Sources } from '@lastmile/federation/source/source';
import type { Identification } from '../identity/identify.ts';
import type { Admission } from '../operation/admit-operation.ts';
import { type Presenting, presentError } from '../operation/present-error.ts';
import type { GatewayPlatform } from '../platform.ts';
import type { CurrentSupergraph } from '../supergraph/current-supergraph.ts';
import { type AnswerEventStream, createEventStreams } from './event-stream.ts';
import { LiveCallers } from './live-callers.ts';
import { serveSockets } from './serve-sockets.ts';

export interface LiveOptions extends Pick<GatewayPlatform, 'settings' | 'log' | 'metrics' | 'queryMs'> {
  readonly sources: Sources;
  readonly supergraph: CurrentSupergraph;
  readonly admission: Admission;
  readonly identification: Identification;
  readonly presenting: Presenting;
  /** Whether upstreams that have begun are shared with who comes later. Default `always`. */
  readonly joinLate?: JoinLate | undefined;
}

export interface Live {
  readonly callers: LiveCallers;
  readonly answerEventStream: AnswerEventStream;
  serveSockets(server: Server): void;
  /** Closes sockets with 1001 and ends streams. */
  stop(): void;
}

/** Everything that goes on being told: sockets, event streams, and the subscriptions that they share. */
export function createLive(options: LiveOptions): Live {
  const { settings, sources, log, supergraph, presenting } = options;
  const callers = new LiveCallers(settings.live);
  const executions = options.metrics.counter({
    name: 'live_executions_total',
    help: 'Events completed by the gateway, each once for all who hear it',
  });
  const streams = new LiveStreams({
    ...{ sources, planner: supergraph.current.planner, joinLate: options.joinLate ?? 'always' },
    describe: (error) => presentError(error, presenting).errors as never,
    onExecution: () => executions.add({}),
  });
  observe(options, callers, streams);
  const endReplanning = supergraph.onChange(({ planner }) => {
    streams
      .replan(planner)
      .catch((error) => log.error('Live subscriptions were not planned anew', { error }));
  });
  const parts = {
    ...{ admission: options.admission, identification: options.identification },
    ...{ queryMs: options.queryMs, sources, streams, presenting, callers, settings: settings.live },
    ...{ trustedProxies: settings.trustedProxies, corsOrigins: settings.corsOrigins },
  };
  let sockets: { stop(): void } | undefined;
  return {
    callers,
    answerEventStream: createEventStreams(parts),
    serveSockets: (server) => {
      sockets = serveSockets(server, parts);
    },
    stop: () => {
      endReplanning();
      sockets?.stop();
      callers.stop();
      streams.close();
    },
  };
}

function observe({ metrics }: LiveOptions, callers: LiveCallers, streams: LiveStreams): void {
  metrics.gauge({
    name: 'live_connections',
    help: 'Sockets and event streams that are open',
    collect: (gauge) => gauge.set({}, callers.count),
  });
  metrics.gauge({
    name: 'live_upstreams',
    help: 'Subscriptions open at subgraphs, each for all that are equal',
    collect: (gauge) => gauge.set({}, streams.upstreams),
  });
}
