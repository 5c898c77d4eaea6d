import type { Clock } from '@lastmile/kernel/clock';
import type { Environment } from '@lastmile/kernel/settings';
import type { Carrier } from '@lastmile/messaging/carrier';
import { createInProcessCarrier } from '@lastmile/messaging/in-process';
import type { DomainTypes } from '@lastmile/subgraph/context';
import { type RunningDomain, startDomain } from '@lastmile/subgraph/runtime/start-domain';
import type { Supergraph } from '@lastmile/subgraph/supergraph';
import type { Log } from '@lastmile/telemetry/log';
import type { Metrics } from '@lastmile/telemetry/metrics';
import type { Tracer } from '@lastmile/telemetry/trace';
import { domains as everyDomain } from './domains.ts';

export interface HouseOptions {
  readonly env: Environment;
  readonly databaseUrl: (domain: string) => string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  /** The graph, for domains that ask it. */
  readonly supergraph?: Supergraph;
  /** These domains only; all unless given. */
  readonly only?: readonly string[];
  /** False: jobs run only when they are called. */
  readonly jobsRun?: boolean;
}

/** All domains in this process, talking to each other through their logs. */
export interface House {
  readonly carrier: Carrier;
  /** Each domain, from before it has started. */
  readonly starting: ReadonlyMap<string, Promise<RunningDomain>>;
  /** Those that have started. */
  readonly running: ReadonlyMap<string, RunningDomain>;
  /** Resolves when all have started. Rejects when one could not. */
  started(): Promise<void>;
  domain<Domain extends DomainTypes = DomainTypes>(name: string): RunningDomain<Domain>;
  /** Everything that has been said so far has been heard by everybody. */
  settled(): Promise<void>;
  ready(): { readonly ok: boolean; readonly why?: string };
  stop(): Promise<void>;
}

/** Starts domains side by side on databases that are there and migrated. */
export function startHouse(options: HouseOptions): House {
  const carrier = createInProcessCarrier({ log: options.log });
  const running = new Map<string, RunningDomain>();
  const starting = new Map<string, Promise<RunningDomain>>();
  const definitions = everyDomain.filter(({ name }) => options.only?.includes(name) ?? true);
  for (const definition of definitions) {
    const start = startDomain(definition, {
      ...options,
      carrier,
      databaseUrl: options.databaseUrl(definition.name),
    }).then((domain) => {
      running.set(definition.name, domain);
      return domain;
    });
    // Whoever awaits it hears of a failure; until then it is not unhandled.
    start.catch(() => {});
    starting.set(definition.name, start);
  }
  return {
    ...{ carrier, starting, running },
    started: async () => void (await Promise.all(starting.values())),
    domain: (name) => {
      const domain = running.get(name);
      if (!domain) throw new Error(`The domain ${name} is not running`);
      return domain as never;
    },
    settled: () => settle([...running.values()]),
    ready: () => readiness([...starting.keys()], running),
    stop: async () => {
      await Promise.allSettled(starting.values());
      await Promise.all([...running.values()].map((domain) => domain.stop()));
      await carrier.close();
    },
  };
}

/** What one domain hears may make it speak, so as often as there are domains. */
async function settle(domains: readonly RunningDomain[]): Promise<void> {
  for (const _round of domains) {
    for (const { messaging } of domains) await messaging.settled();
  }
}

function readiness(
  names: readonly string[],
  running: ReadonlyMap<string, RunningDomain>,
): { ok: boolean; why?: string } {
  for (const name of names) {
    const domain = running.get(name);
    if (!domain) return { ok: false, why: `${name} is starting` };
    const ready = domain.ready();
    if (!ready.ok) return ready;
  }
  return { ok: true };
}
