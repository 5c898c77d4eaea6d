import { assertionHeader } from '@lastmile/kernel/assertion';
import type { EndpointCall, EndpointReply } from './platform.ts';

const endpointTimeoutMs = 10_000;

/** A domain's own endpoint (key sets, webhooks) in its process; undefined where the world has no business. */
export function remoteEndpoint(
  subgraphs: ReadonlyMap<string, { readonly url: string }>,
  call: EndpointCall,
): Promise<EndpointReply> | undefined {
  const subgraph = subgraphs.get(call.domain);
  if (!subgraph || !['GET', 'POST'].includes(call.method) || isClosed(call.path)) return undefined;
  return forward(subgraph.url, call);
}

/** Doors of a subgraph that are not for the world. */
const closed: ReadonlySet<string> = new Set([
  '/graphql',
  '/feed',
  '/metrics',
  '/health/live',
  '/health/ready',
]);

/** As the subgraph will read it. */
const isClosed = (path: string) => path.includes('//') || closed.has(new URL(path, 'http://domain').pathname);

async function forward(base: string, call: EndpointCall): Promise<EndpointReply> {
  const url = new URL(base);
  // Set, not resolved: a path that begins with "//" would name another host.
  url.pathname = call.path;
  for (const [name, value] of Object.entries(call.query)) url.searchParams.set(name, value);
  const {
    host: _host,
    connection: _connection,
    'content-length': _length,
    [assertionHeader]: _assertion,
    ...headers
  } = call.headers;
  const answer = await fetch(url, {
    method: call.method,
    headers: headers as Record<string, string>,
    ...(call.method === 'POST' && { body: new Uint8Array(call.body) }),
    redirect: 'manual',
    signal: AbortSignal.timeout(endpointTimeoutMs),
  });
  const type = answer.headers.get('content-type');
  const cache = answer.headers.get('cache-control');
  return {
    status: answer.status,
    headers: { ...(type && { 'content-type': type }), ...(cache && { 'cache-control': cache }) },
    body: await answer.text(),
  };
}
