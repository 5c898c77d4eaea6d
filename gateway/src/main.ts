import { endOnSignals } from '@lastmile/http/end-on-signals';
import { BadSettings, type Environment } from '@lastmile/kernel/settings';
import { createKafkaCarrier } from '@lastmile/messaging/kafka';
import { createLog } from '@lastmile/telemetry/log';
import { createMetrics } from '@lastmile/telemetry/metrics';
import { createTracer } from '@lastmile/telemetry/trace';
import { type RemoteSettings, readGatewaySettings, readRemoteSettings } from './config.ts';
import { createGateway } from './create-gateway.ts';
import { followRights } from './identity/follow-rights.ts';
import type { EndpointCall, EndpointReply } from './platform.ts';
import { remoteSources } from './remote-sources.ts';

const endpointTimeoutMs = 10_000;

/** The distributed gateway. Ends on SIGTERM and SIGINT after what is in flight. */
async function run(env: Environment): Promise<void> {
  const settings = readGatewaySettings(env);
  const remote = readRemoteSettings(env);
  const log = createLog({ service: 'gateway', level: remote.logLevel });
  const metrics = createMetrics({ service: 'gateway' });
  const tracer = createTracer({ service: 'gateway', endpoint: remote.tracesEndpoint, log });
  const carrier = createKafkaCarrier({
    brokers: remote.kafkaBrokers,
    clientId: 'lastmile-gateway',
    log,
    feed: () => Promise.reject(new Error('The gateway reads no feeds.')),
  } as Parameters<typeof createKafkaCarrier>[0]);
  const gateway = await createGateway({
    ...{ settings, log, metrics, tracer },
    sources: remoteSources(remote.subgraphs),
    domainKeys: remote.domainKeys,
    endpoint: (call) => remoteEndpoint(remote, call),
    ready: () => carrier.ready(),
  });
  const following = await followRights(carrier, gateway);
  log.info('Answering', { url: await gateway.listen() });
  endOnSignals(log, async () => {
    await gateway.stop();
    await following.stop();
    await carrier.close();
    await tracer.close();
  });
}

function remoteEndpoint(remote: RemoteSettings, call: EndpointCall): Promise<EndpointReply> | undefined {
  const subgraph = remote.subgraphs.get(call.domain);
  if (!subgraph || !['GET', 'POST'].includes(call.method) || closed.has(call.path)) return undefined;
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

async function forward(base: string, call: EndpointCall): Promise<EndpointReply> {
  const url = new URL(call.path, base);
  for (const [name, value] of Object.entries(call.query)) url.searchParams.set(name, value);
  const { host: _host, connection: _connection, 'content-length': _length, ...headers } = call.headers;
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

run(process.env).catch((error) => {
  console.error(error instanceof BadSettings ? error.message : error);
  process.exit(1);
});
