import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assertionHeader } from '@lastmile/kernel/assertion';
import { notFound } from '@lastmile/kernel/refusal';
import type { Log } from '@lastmile/telemetry/log';
import type { Metrics } from '@lastmile/telemetry/metrics';
import type { EndpointRequest } from '../definition.ts';
import type { RunningDomain } from '../runtime/start-domain.ts';
import { graphqlOverHttp } from './graphql-http.ts';
import { graphqlOverSocket } from './graphql-socket.ts';
import { answerFeed } from './http-feed.ts';
import { readBody, sendJson, sendRefusal } from './http-messages.ts';

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
      if (!response.headersSent) sendRefusal(response, error);
      else response.destroy();
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
  const url = new URL(request.url ?? '/', 'http://domain');
  const place = `${request.method} ${url.pathname}`;
  if (place === 'POST /graphql') return graphql(request, response);
  if (place === 'GET /health/live') return sendJson(response, 200, { ok: true });
  if (place === 'GET /health/ready') return answerReady(domain, isStopping(), response);
  if (place === 'GET /metrics') {
    response.writeHead(200, { 'content-type': options.metrics.contentType });
    response.end(await options.metrics.text());
    return;
  }
  const body = await readBody(request, endpointBodyBytesMax);
  if (place === 'POST /feed') {
    const token = request.headers[assertionHeader];
    const events = await answerFeed(
      domain,
      options.feedKeys,
      typeof token === 'string' ? token : undefined,
      body,
    );
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
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
  return { headers, query: Object.fromEntries(url.searchParams), body };
}

function answerReady(domain: RunningDomain, stopping: boolean, response: ServerResponse): void {
  const ready = stopping ? { ok: false, why: 'shutting down' } : domain.ready();
  sendJson(response, ready.ok ? 200 : 503, ready);
}

export async function listen(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} is in use. Stop what listens there, or choose another port.`)
          : error,
      );
    });
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${bound}`;
}

export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
