import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readGatewaySettings } from '@lastmile/gateway/config';
import { createGateway, type Gateway } from '@lastmile/gateway/create-gateway';
import { followRights } from '@lastmile/gateway/identity/follow-rights';
import type { ExtraRoute } from '@lastmile/gateway/platform';
import { type Clock, systemClock } from '@lastmile/kernel/clock';
import type { Environment } from '@lastmile/kernel/settings';
import type { Log } from '@lastmile/telemetry/log';
import { createMetrics } from '@lastmile/telemetry/metrics';
import { createTracer } from '@lastmile/telemetry/trace';
import { domainSource } from './domain-source.ts';
import { type MailSink, startMailSink } from './mail/mail-sink.ts';
import { installationSecrets } from './secrets.ts';
import { type House, startHouse } from './start-house.ts';

export interface StandaloneOptions {
  /** Everything that is kept lies below this folder. */
  readonly dataDir: string;
  /** 0: any free port. */
  readonly port: number;
  /** URLs of the domains' databases, which are there and migrated. */
  readonly databaseUrl: (domain: string) => string;
  readonly env?: Environment;
  readonly clock?: Clock;
  readonly log: Log;
  /** Where the supergraph is; `schema/supergraph.graphql` of the checkout unless given. */
  readonly supergraphPath?: string;
  /** More pages beside the gateway's. */
  readonly routes?: readonly ExtraRoute[];
}

export interface Standalone extends Pick<House, 'carrier' | 'domain' | 'settled'> {
  readonly url: string;
  readonly gateway: Gateway;
  readonly mail: MailSink;
  stop(): Promise<void>;
}

type Started = { stop(): Promise<unknown> };

/** Starts all domains, a mail sink and the gateway in this process. What fails takes back the rest. */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const started: Started[] = [];
  const stop = async () => {
    for (const one of started.splice(0).reverse()) await one.stop();
  };
  try {
    return { ...(await start(options, started)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(options: StandaloneOptions, started: Started[]): Promise<Omit<Standalone, 'stop'>> {
  const { dataDir, log } = options;
  mkdirSync(dataDir, { recursive: true });
  const mail = await startMailSink({ smtpPort: 0, dataDir: join(dataDir, 'mail') });
  started.push(mail);
  const env = environmentOf(options, mail);
  const metrics = createMetrics({ service: 'standalone', enabled: env.METRICS_ENABLED !== 'false' });
  const tracer = createTracer({ service: 'standalone', endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT, log });

  // The graph needs the domains, and some domains ask the graph: each is promised to the other.
  const gatewayMade = Promise.withResolvers<Gateway>();
  const house = startHouse({
    ...{ env, log, metrics, tracer },
    databaseUrl: options.databaseUrl,
    clock: options.clock ?? systemClock,
    supergraph: {
      validate: async (document) => (await gatewayMade.promise).domainDoor.validate(document),
      query: async (request) => (await gatewayMade.promise).domainDoor.query(request),
    },
  });
  started.push(house);
  const gateway = await createGateway({
    settings: readGatewaySettings(env),
    sources: new Map([...house.starting].map(([name, domain]) => [name, domainSource(domain)])),
    endpoint: (call) => house.running.get(call.domain)?.endpoint(call.method, call.path, call),
    routes: [mail.handle, ...(options.routes ?? [])],
    ready: house.ready,
    ...{ log, metrics, tracer },
  });
  started.push({ stop: () => gateway.stop() });
  gatewayMade.resolve(gateway);
  started.push(await followRights(house.carrier, gateway));
  await house.started();
  const url = await gateway.listen();
  return { url, gateway, mail, carrier: house.carrier, domain: house.domain, settled: house.settled };
}

/** What the processes would be told by their environment. What is given wins. */
function environmentOf(options: StandaloneOptions, mail: MailSink): Environment {
  return {
    ...installationSecrets(options.dataDir),
    NOTIFICATION_SMTP_URL: `smtp://127.0.0.1:${mail.smtpPort}`,
    NOTIFICATION_PUBLIC_URL: `http://localhost:${options.port}`,
    GATEWAY_PORT: String(options.port),
    GATEWAY_SUPERGRAPH:
      options.supergraphPath ?? join(import.meta.dirname, '../../schema/supergraph.graphql'),
    ...options.env,
  };
}
