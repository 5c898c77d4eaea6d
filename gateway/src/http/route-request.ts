import type { IncomingMessage, ServerResponse } from 'node:http';
import { onLeft } from '@lastmile/http/query-time';
import { header, headerPairs, parseJson, readBody, requestUrl } from '@lastmile/http/read-request';
import { sendJson, sendRefusal, sendText } from '@lastmile/http/send-answer';
import { appendVary, endEncoded } from '@lastmile/http/send-encoded';
import { assertionHeader, verifyAssertion } from '@lastmile/kernel/assertion';
import { Refusal } from '@lastmile/kernel/refusal';
import { withCorrelation } from '@lastmile/telemetry/correlation';
import {
  type MeasureRequest,
  measureRequests,
  type OperationKind,
} from '@lastmile/telemetry/request-metrics';
import type { DomainDoor, DomainQuery } from '../domain/serve-domains.ts';
import { clientPlaceOf } from '../identity/client-place.ts';
import { credentialsOf, refuseSecrets } from '../identity/credentials.ts';
import { correlationIdFrom, type Identification, membershipVersionHeader } from '../identity/identify.ts';
import { refuseCrossSite } from '../limit/refuse-cross-site.ts';
import { type AnswerEventStream, wantsEventStream } from '../live/event-stream.ts';
import type { EndpointCall, GatewayPlatform } from '../platform.ts';
import type { RequestContext } from '../request-context.ts';
import { allowOrigin } from './allow-origin.ts';
import { explorerAsset, explorerAssets, explorerPage, explorerPolicy } from './explorer-page.ts';
import type { GraphqlHttp } from './graphql-http.ts';
import type { HttpAnswer } from './http-message.ts';
import { tellHeaders } from './tell-headers.ts';

export interface RouterOptions extends Omit<GatewayPlatform, 'sources' | 'endpoint'> {
  /** Absent where no domain has endpoints of its own. */
  readonly endpoint?: GatewayPlatform['endpoint'] | undefined;
  readonly graphql: GraphqlHttp;
  readonly identification: Identification;
  /** Absent where no domains ask. */
  readonly domainDoor?: DomainDoor | undefined;
  /** Without it a request for a stream is answered like any other. */
  readonly answerEventStream?: AnswerEventStream;
  /** Answers what is at an address of a partner's; undefined for all others. */
  readonly partnerRoute?:
    | ((request: IncomingMessage, response: ServerResponse) => Promise<void> | undefined)
    | undefined;
}

type Router = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function createRouter(options: RouterOptions): Router {
  const measure = measureRequests(options.metrics, 'gateway');
  return async (request, response) => {
    const correlationId = correlationIdFrom(header(request, 'x-correlation-id'));
    response.setHeader('x-correlation-id', correlationId);
    try {
      allowOrigin(options.settings.corsOrigins, request, response);
      await withCorrelation(correlationId, () => route(options, measure, correlationId, request, response));
    } catch (error) {
      sendRefusal(response, error, correlationId, options.log);
    }
  };
}

async function route(
  options: RouterOptions,
  measure: MeasureRequest,
  correlationId: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = requestUrl(request);
  const { pathname } = url;
  if (pathname === '/graphql') {
    const measured = measure();
    // What is refused before it has been read has no other outcome than its status.
    let told: [OperationKind, string] | undefined;
    const outcome = (...what: [OperationKind, string]) => {
      told = what;
    };
    try {
      return await graphqlRoute(options, outcome, correlationId, request, response, url);
    } catch (error) {
      told = ['unknown', error instanceof Refusal ? error.code : 'INTERNAL'];
      throw error;
    } finally {
      if (told || response.statusCode >= 400) measured(...(told ?? ['unknown', 'REFUSED']));
    }
  }
  if (pathname === '/health/live') return sendJson(response, 200, { ok: true });
  if (pathname === '/health/ready') {
    const ready = options.ready();
    return sendJson(response, ready.ok ? 200 : 503, ready);
  }
  if (pathname === '/metrics')
    return sendText(response, 200, options.metrics.contentType, await options.metrics.text());
  if (pathname === '/domain/query' && options.domainDoor)
    return domainRoute(options, options.domainDoor, request, response);
  if (pathname === '/' && options.settings.explorer) {
    response.writeHead(302, { location: '/graphql' });
    response.end();
    return;
  }
  if (pathname.startsWith(explorerAssets) && options.settings.explorer) return assetRoute(pathname, response);
  const forPartner = options.partnerRoute?.(request, response);
  if (forPartner) return forPartner;
  if (options.routes?.some((extra) => extra(request, response))) return;
  return endpointRoute(options, request, response, url);
}

async function graphqlRoute(
  options: RouterOptions,
  outcome: (kind: OperationKind, outcome: string) => void,
  correlationId: string,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  if (request.method === 'OPTIONS') return void response.writeHead(204).end();
  if (options.settings.explorer && wantsExplorer(request, url)) {
    response.setHeader('content-security-policy', explorerPolicy);
    return sendText(response, 200, 'text/html; charset=utf-8', explorerPage());
  }
  refuseSecrets(url);
  refuseOtherMethods(request, response);
  const body =
    request.method === 'GET' ? undefined : parseJson(await readBody(request, options.settings.bodyBytesMax));
  if (options.answerEventStream && wantsEventStream(request)) {
    return options.answerEventStream(request, response, url.searchParams, body);
  }
  refuseCrossSite({ header: (name) => header(request, name) });
  const identification = options.identification.at?.(request) ?? options.identification;
  const identity = await identification.identify(credentialsOf(request), membershipVersionIn(request));
  const { standing } = identity;
  const client = clientPlaceOf(request, options.settings.trustedProxies);
  const transport = request.method === 'GET' ? 'GET' : 'POST';
  const context: RequestContext = {
    actor: identity.actor,
    correlationId,
    traceparent: header(request, 'traceparent'),
    client,
    forwarded: identity.forwarded,
    onMembershipVersion: (version) => {
      if (standing) identification.expectRights(standing.id, version);
      if (!response.headersSent) response.setHeader(membershipVersionHeader, String(version));
    },
    onLeft: (left) => onLeft(response, left),
    onOutcome: outcome,
  };
  const answer = await options.tracer.span(
    'POST /graphql',
    {},
    () => {
      const traceparent = options.tracer.inject().traceparent ?? context.traceparent;
      return options.graphql.answer(
        { method: request.method ?? 'POST', search: url.search, headers: headerPairs(request), body },
        { identity, client, transport, tell: (headers) => tellHeaders(response, headers) },
        { ...context, traceparent },
      );
    },
    { kind: 'server', parent: context.traceparent },
  );
  await send(request, response, answer, options.settings.compressFromBytes);
}

/** POST /domain/query: the graph for domains, which sign with a key of their own. */
async function domainRoute(
  options: RouterOptions,
  domainDoor: DomainDoor,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request, options.settings.bodyBytesMax);
  const keys = [...(options.domainKeys?.values() ?? [])];
  const { actor } = verifyAssertion(header(request, assertionHeader), { audience: 'gateway', body, keys });
  if (!options.domainKeys?.has(actor.id))
    throw new Refusal('FORBIDDEN', 'This domain may not ask the graph.');
  const asked = parseJson(body) as DomainQuery & { validateOnly?: boolean };
  if (asked.validateOnly) return sendJson(response, 200, await domainDoor.validate(asked.document));
  sendJson(response, 200, await domainDoor.query(asked));
}

async function assetRoute(pathname: string, response: ServerResponse): Promise<void> {
  const asset = await explorerAsset(pathname);
  if (!asset) throw noPage();
  response.writeHead(200, { 'content-type': asset.type, 'cache-control': 'public, max-age=3600' });
  response.end(asset.bytes);
}

async function endpointRoute(
  options: RouterOptions,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  // No empty segment: "//host/page", resolved against a subgraph's address, is a page of another host.
  const match = /^\/([a-z]+)((?:\/[^/]+)+)$/.exec(url.pathname);
  if (!match?.[1] || !match[2]) throw noPage();
  const call: EndpointCall = {
    domain: match[1],
    method: request.method ?? 'GET',
    path: match[2],
    headers: Object.fromEntries(headerPairs(request)),
    query: Object.fromEntries(url.searchParams),
    body: await readBody(request, options.settings.bodyBytesMax),
  };
  const answer = await options.endpoint?.(call);
  if (!answer) throw noPage();
  response.writeHead(answer.status, { ...answer.headers });
  response.end(answer.body);
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: HttpAnswer,
  compressFromBytes: number,
): Promise<void> {
  for (const [name, value] of answer.headers) {
    if (name === 'vary') appendVary(response, value);
    else response.setHeader(name, value);
  }
  response.statusCode = answer.status;
  await endEncoded(request, response, answer.body, compressFromBytes);
}

/** The rights that whoever asks has been told of. */
function membershipVersionIn(request: IncomingMessage): number {
  const version = Number(header(request, membershipVersionHeader) ?? 0);
  return Number.isSafeInteger(version) ? version : 0;
}

const noPage = () => new Refusal('NOT_FOUND', 'There is no page at this address; the graph is at /graphql.');

const wantsExplorer = ({ method, headers }: IncomingMessage, { searchParams }: URL) =>
  method === 'GET' && !searchParams.has('query') && /text\/html/.test(headers.accept ?? '');

function refuseOtherMethods({ method }: IncomingMessage, response: ServerResponse): void {
  if (method === 'GET' || method === 'POST') return;
  response.setHeader('allow', 'GET, POST');
  throw new Refusal('METHOD_NOT_ALLOWED', 'Operations are asked for by POST, or by GET.');
}
