import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeServer, listen } from '@lastmile/http/listen';
import { header, headerPairs, readBody, requestUrl } from '@lastmile/http/read-request';
import { sendJson, sendRefusal, sendText } from '@lastmile/http/send-answer';
import { assertionHeader } from '@lastmile/kernel/assertion';
import { newId } from '@lastmile/kernel/id';
import { notFound } from '@lastmile/kernel/refusal';
import type { Log } from '@lastmile/telemetry/log';
import type { Metrics } from '@lastmile/telemetry/metrics';
import type { EndpointRequest } from '../definition.ts';
import type { RunningDomain } from '../runtime/start-domain.ts';
import { graphqlOverHttp } from './graphql-http.ts';
import { graphqlOverSocket } from './graphql-socket.ts';
import { answerFeed } from './http-feed.ts';

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly assertionKeys: readonly string[];
  readonly feedKeys: readonly string[];
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface ServedDomain {
  readonly url: string;
  /** Refuses new requests, lets the running ones end (at most `graceMs`), closes sockets with 1001. */
  stop(graceMs?: number): Promise<void>;
}

const endpointBodyBytesMax = 1_000_000;

/** A running domain behind HTTP: /graphql (POST and graphql-ws), its own endpoints, /feed, /health/*, /metrics. */
export async function serveDomain(domain: RunningDomain, options: ServeOptions): Promise<ServedDomain> {
  const graphql = await graphqlOverHttp(domain, options.assertionKeys);
  let stopping = false;
  const server = createServer((request, response) => {
    if (stopping) response.setHeader('connection', 'close');
    route(domain, options, graphql.answer, () => stopping, request, response).catch((error) => {
      sendRefusal(response, error, newId(), options.log);
    });
  });
  const sockets = graphqlOverSocket(domain, options.assertionKeys, server);
  const url = await listen(server, options);
  return {
    url,
    stop: async (graceMs = 10_000) => {
      stopping = true;
      await sockets.stop();
      await closeServer(server, graceMs);
      await graphql.stop();
    },
  };
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

async function route(
  domain: RunningDomain,
  options: ServeOptions,
  graphql: Answer,
  isStopping: () => boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = requestUrl(request);
  const place = `${request.method} ${url.pathname}`;
  if (place === 'POST /graphql') return graphql(request, response);
  if (place === 'GET /health/live') return sendJson(response, 200, { ok: true });
  if (place === 'GET /health/ready') return answerReady(domain, isStopping(), response);
  if (place === 'GET /metrics') {
    return sendText(response, 200, options.metrics.contentType, await options.metrics.text());
  }
  const body = await readBody(request, endpointBodyBytesMax);
  if (place === 'POST /feed') {
    const events = await answerFeed(domain, options.feedKeys, header(request, assertionHeader), body);
    return sendJson(response, 200, events);
  }
  const answer = await domain.endpoint(
    request.method ?? 'GET',
    url.pathname,
    endpointRequest(request, url, body),
  );
  if (!answer) throw notFound('page');
  response.writeHead(answer.status, { ...answer.headers });
  response.end(answer.body);
}

function endpointRequest(request: IncomingMessage, url: URL, body: Buffer): EndpointRequest {
  const headers = Object.fromEntries(headerPairs(request));
  return { headers, query: Object.fromEntries(url.searchParams), body };
}

function answerReady(domain: RunningDomain, stopping: boolean, response: ServerResponse): void {
  const ready = stopping ? { ok: false, why: 'shutting down' } : domain.ready();
  sendJson(response, ready.ok ? 200 : 503, ready);
}
