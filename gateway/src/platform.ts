import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Source } from '@lastmile/federation/source/source';
import type { Log } from '@lastmile/telemetry/log';
import type { Metrics } from '@lastmile/telemetry/metrics';
import type { Tracer } from '@lastmile/telemetry/trace';
import type { GatewaySettings } from './config.ts';

/** A page beside the gateway's own; true when it has taken the request on. */
export type ExtraRoute = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface EndpointCall {
  readonly domain: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface EndpointReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a runtime gives the gateway. */
export interface GatewayPlatform {
  readonly settings: GatewaySettings;
  /** One per subgraph of the supergraph. */
  readonly sources: ReadonlyMap<string, Source>;
  /** A domain's own HTTP endpoints (key sets, webhooks), served below `/<domain>`; undefined where there is none. */
  readonly endpoint: (call: EndpointCall) => Promise<EndpointReply> | undefined;
  /** Keys of domains that may ask the graph over HTTP, by domain. */
  readonly domainKeys?: ReadonlyMap<string, string>;
  /** More pages of the same server, such as the mail sink of the standalone process. */
  readonly routes?: readonly ExtraRoute[];
  /** Whether what the gateway leans on is there. */
  readonly ready: () => { readonly ok: boolean; readonly why?: string };
  /** How long a query may take, in milliseconds: what is not there by then is a hole. Absent: as long as it takes. */
  readonly queryMs?: number | undefined;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
}
