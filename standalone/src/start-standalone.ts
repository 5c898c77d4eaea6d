import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbedded } from '@lastmile/database/embedded';
import { migrateAll } from '@lastmile/database/migrate';
import { readGatewaySettings } from '@lastmile/gateway/config';
import { createGateway, type Gateway } from '@lastmile/gateway/create-gateway';
import { followRights } from '@lastmile/gateway/identity/follow-rights';
import { type Clock, systemClock } from '@lastmile/kernel/clock';
import type { Environment } from '@lastmile/kernel/settings';
import type { Carrier } from '@lastmile/messaging/carrier';
import { createInProcessCarrier } from '@lastmile/messaging/in-process';
import type { DomainTypes } from '@lastmile/subgraph/context';
import { type RunningDomain, startDomain } from '@lastmile/subgraph/runtime/start-domain';
import type { Log } from '@lastmile/telemetry/log';
import { createMetrics, type Metrics } from '@lastmile/telemetry/metrics';
import { createTracer, type Tracer } from '@lastmile/telemetry/trace';
import { domainSource } from './domain-source.ts';
import { domains } from './domains.ts';
import { type MailSink, startMailSink } from './mail/mail-sink.ts';
import { installationSecrets } from './secrets.ts';

export interface StandaloneOptions {
  /** Everything that is kept lies below this folder. */
  readonly dataDir: string;
  /** 0: any free port. */
  readonly port: number;
  readonly env?: Environment;
  readonly clock?: Clock;
  readonly log: Log;
  /** Steps, in words, as they are taken. */
  readonly progress?: (step: string) => void;
  /** A PostgreSQL that is there already: the URL of each domain's database, instead of the embedded one. */
  readonly databaseUrl?: (domain: string) => string;
  /** Where the supergraph is; `schema/supergraph.graphql` of the checkout unless given. */
  readonly supergraphPath?: string;
  /** False for tests that need no SMTP server of their own. */
  readonly mail?: boolean;
}

export interface Standalone {
  readonly url: string;
  readonly gateway: Gateway;
  readonly carrier: Carrier;
  readonly mail: MailSink | undefined;
  domain<Domain extends DomainTypes = DomainTypes>(name: string): RunningDomain<Domain>;
  /** Everything that has been said so far has been heard by everybody: for tests and the demo's loader. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

type Started = { stop(): Promise<void> };

/** Starts everything in this process: PostgreSQL, migrations, all domains, the gateway. What fails takes back the rest. */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const started: Started[] = [];
  const stop = async () => {
    for (const one of started.reverse().splice(0)) await one.stop();
  };
  try {
    return await start(options, started, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: StandaloneOptions,
  started: Started[],
  stop: () => Promise<void>,
): Promise<Standalone> {
  const { dataDir, log, progress = () => {} } = options;
  mkdirSync(dataDir, { recursive: true });
  const databaseUrl = options.databaseUrl ?? (await embedded(options, started));
  progress('Applying migrations');
  await migrateAll({ urlFor: databaseUrl, log: (message) => log.debug(message) });
  const mail =
    options.mail === false ? undefined : await startMailSink({ smtpPort: 0, dataDir: join(dataDir, 'mail') });
  if (mail) started.push(mail);

  const env = environmentOf(options, mail);
  const settings = readGatewaySettings(env);
  const metrics = createMetrics({ service: 'standalone', enabled: env.METRICS_ENABLED !== 'false' });
  const tracer = createTracer({ service: 'standalone', endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT, log });
  const carrier = createInProcessCarrier({ log });
  started.push({ stop: () => carrier.close() });

  progress('Starting the domains');
  const running = startDomains({ options, env, databaseUrl, carrier, metrics, tracer }, started);
  const gateway = await createGateway({
    settings,
    sources: new Map([...running.promises].map(([name, domain]) => [name, domainSource(domain)])),
    endpoint: (call) => {
      const domain = running.domains.get(call.domain);
      return domain?.endpoint(call.method, call.path, call);
    },
    routes: mail ? [mail.handle] : [],
    ready: () => readiness(running.domains),
    ...{ log, metrics, tracer },
  });
  running.meet(gateway);
  started.push(await followRights(carrier, gateway));
  await Promise.all(running.promises.values());
  const url = await gateway.listen();
  started.push({ stop: () => gateway.stop() });
  return { ...{ url, gateway, carrier, mail, stop }, ...lookups(running.domains) };
}

function lookups(domains: ReadonlyMap<string, RunningDomain>): Pick<Standalone, 'domain' | 'settled'> {
  return {
    domain: (name) => {
      const domain = domains.get(name);
      if (!domain) throw new Error(`There is no domain called ${name}`);
      return domain as never;
    },
    settled: async () => {
      // What one domain hears may make it speak: as often as there are domains.
      for (let round = 0; round < domains.size; round += 1) {
        for (const { messaging } of domains.values()) await messaging.settled();
      }
    },
  };
}

async function embedded(options: StandaloneOptions, started: Started[]): Promise<(domain: string) => string> {
  options.progress?.('Starting PostgreSQL');
  const server = await startEmbedded({
    dataDir: join(options.dataDir, 'postgres'),
    log: (message) => options.log.info(message),
  });
  started.push({ stop: () => server.stop() });
  return (domain) => server.url(`lastmile_${domain}`);
}

/** What the processes would be told by their environment. What is given wins. */
function environmentOf(options: StandaloneOptions, mail: MailSink | undefined): Environment {
  return {
    ...installationSecrets(options.dataDir),
    ...(mail && { NOTIFICATION_SMTP_URL: `smtp://127.0.0.1:${mail.smtpPort}` }),
    GATEWAY_PORT: String(options.port),
    GATEWAY_SUPERGRAPH:
      options.supergraphPath ?? join(import.meta.dirname, '../../schema/supergraph.graphql'),
    NOTIFICATION_PUBLIC_URL: `http://localhost:${options.port}`,
    ...options.env,
  };
}

interface Ground {
  readonly options: StandaloneOptions;
  readonly env: Environment;
  readonly databaseUrl: (domain: string) => string;
  readonly carrier: Carrier;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
}

/** Starts all domains side by side; the graph that some of them ask is there once the gateway has been made. */
function startDomains(ground: Ground, started: Started[]) {
  const { options, env, databaseUrl, carrier, metrics, tracer } = ground;
  let meet: (gateway: Gateway) => void = () => {};
  const gateway = new Promise<Gateway>((resolve) => {
    meet = resolve;
  });
  const running = new Map<string, RunningDomain>();
  const promises = new Map<string, Promise<RunningDomain>>();
  for (const definition of domains) {
    const promise = startDomain(definition, {
      ...{ env, carrier, metrics, tracer },
      databaseUrl: databaseUrl(definition.name),
      clock: options.clock ?? systemClock,
      log: options.log,
      supergraph: {
        validate: async (document) => (await gateway).domainDoor.validate(document),
        query: async (request) => (await gateway).domainDoor.query(request),
      },
    }).then((domain) => {
      running.set(definition.name, domain);
      started.push(domain);
      return domain;
    });
    // Whoever awaits it hears of a failure; until then it is not unhandled.
    promise.catch(() => {});
    promises.set(definition.name, promise);
  }
  return { domains: running as ReadonlyMap<string, RunningDomain>, promises, meet };
}

function readiness(running: ReadonlyMap<string, RunningDomain>): { ok: boolean; why?: string } {
  for (const definition of domains) {
    const domain = running.get(definition.name);
    if (!domain) return { ok: false, why: `${definition.name} is starting` };
    const ready = domain.ready();
    if (!ready.ok) return ready;
  }
  return { ok: true };
}
