import { endOnSignals } from '@lastmile/http/end-on-signals';
import { systemClock } from '@lastmile/kernel/clock';
import { BadSettings, type Environment } from '@lastmile/kernel/settings';
import { createKafkaCarrier } from '@lastmile/messaging/kafka';
import { createLog } from '@lastmile/telemetry/log';
import { createMetrics } from '@lastmile/telemetry/metrics';
import { createTracer } from '@lastmile/telemetry/trace';
import type { DomainTypes } from '../context.ts';
import type { SubgraphDefinition } from '../definition.ts';
import { startDomain } from '../runtime/start-domain.ts';
import { readProcessSettings } from './config.ts';
import { readFeed } from './http-feed.ts';
import { remoteSupergraph } from './remote-supergraph.ts';
import { serveDomain } from './serve-domain.ts';

/** A domain as a process of its own: what each `main.ts` calls. Ends on SIGTERM and SIGINT after what is in flight. */
export async function runDomainProcess<Domain extends DomainTypes>(
  definition: SubgraphDefinition<Domain>,
  env: Environment,
): Promise<void> {
  try {
    await run(definition, env);
  } catch (error) {
    console.error(error instanceof BadSettings ? error.message : error);
    process.exit(1);
  }
}

async function run<Domain extends DomainTypes>(
  definition: SubgraphDefinition<Domain>,
  env: Environment,
): Promise<void> {
  const settings = readProcessSettings(definition.name, env);
  const log = createLog({ service: definition.name, level: settings.logLevel });
  const metrics = createMetrics({ service: definition.name });
  const tracer = createTracer({ service: definition.name, endpoint: settings.tracesEndpoint, log });
  const carrier = createKafkaCarrier({
    brokers: settings.kafkaBrokers,
    clientId: `lastmile-${definition.name}`,
    log,
    feed: (domain, request) => {
      const owner = settings.feeds.get(domain);
      if (!owner) throw new Error(`Where the log of ${domain} is read is not known: name it in FEED_URLS.`);
      return readFeed(definition.name, { domain, ...owner }, request);
    },
  } as Parameters<typeof createKafkaCarrier>[0]);
  const domain = await startDomain(definition, {
    ...{ env, carrier, log, metrics, tracer, clock: systemClock },
    databaseUrl: settings.databaseUrl,
    poolSizeMax: settings.poolSizeMax,
    ...(settings.gateway && { supergraph: remoteSupergraph(definition.name, settings.gateway) }),
  });
  const served = await serveDomain(domain as never, { ...settings, log, metrics });
  log.info('Answering', { url: served.url });
  endOnSignals(log, async () => {
    await served.stop();
    await domain.stop();
    await carrier.close();
    await tracer.close();
  });
}
