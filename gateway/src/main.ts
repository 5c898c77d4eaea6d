import { endOnSignals } from '@lastmile/http/end-on-signals';
import { BadSettings, type Environment } from '@lastmile/kernel/settings';
import { createKafkaCarrier } from '@lastmile/messaging/kafka';
import { createLog } from '@lastmile/telemetry/log';
import { createMetrics } from '@lastmile/telemetry/metrics';
import { createTracer } from '@lastmile/telemetry/trace';
import { readGatewaySettings, readRemoteSettings } from './config.ts';
import { createGateway } from './create-gateway.ts';
import { followRights } from './identity/follow-rights.ts';
import { remoteEndpoint } from './remote-endpoint.ts';
import { remoteSources } from './remote-sources.ts';

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
    sources: remoteSources(remote.subgraphs, {
      ...{ log, metrics, queryMs: remote.queryMs, compressed: settings.subgraphsCompress },
    }),
    queryMs: remote.queryMs,
    domainKeys: remote.domainKeys,
    endpoint: (call) => remoteEndpoint(remote.subgraphs, call),
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

run(process.env).catch((error) => {
  console.error(error instanceof BadSettings ? error.message : error);
  process.exit(1);
});
